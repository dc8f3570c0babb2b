using Orchestrator.Grains.Stores;
using Orleans.Concurrency;

namespace Orchestrator.Grains;

/// <summary>Reads over many tasks, for gateways that have no database of their own.</summary>
[StatelessWorker, Reentrant]
internal sealed class TaskQueryGrain(ITaskStore store, CostBookSource costs) : Grain, ITaskQueryGrain
{
    private static readonly TimeSpan CheckLimit = TimeSpan.FromSeconds(2);

    public Task<TaskPage> List(TaskQuery query) => store.ListAsync(query, CancellationToken.None);

    public Task<DecisionLogPage> DecisionLog(int page, int pageSize, ComputeTarget? target, DecisionStage? stage) =>
        store.DecisionLogAsync(page, pageSize, target, stage, CancellationToken.None);

    public Task<RoutingStats> Stats(int hours) => store.StatsAsync(new StatsQuery { Hours = hours }, CancellationToken.None);

    public Task<RoutingStats> Totals(StatsQuery query) => store.StatsAsync(query, CancellationToken.None);

    public Task<GroupedStats> Grouped(StatsQuery query) => store.GroupedAsync(query, costs.Current, CancellationToken.None);

    public Task<ClusterBooks> Books() => store.BooksAsync(CancellationToken.None);

    public Task<BatchStatus?> Batch(Guid batchId) => store.BatchAsync(batchId, CancellationToken.None);

    public async Task<string?> CheckStore()
    {
        using var limit = new CancellationTokenSource(CheckLimit);
        return await store.CheckAsync(limit.Token);
    }
}
