using Orchestrator.Dashboard;
using Orchestrator.Dashboard.Fakes;
using Orchestrator.Grains.Interfaces;
using Orchestrator.Grains.Stores;
using Orchestrator.Routing;

namespace Orchestrator.Browser.Tests;

/// <summary>A real store behind the pages; what no store knows comes from the fakes.</summary>
internal sealed class StoreData(ITaskStore store, FakeData rest) : IDashboardData
{
    private static readonly CostBook Prices = new([new("gemini-2.5-flash", 0.3m, 2.5m), new("gpt-5-mini", 0.25m, 2m), new("vectors", 0.2m, 0)], "gemini-2.5-flash", "vectors");

    private long _queries;

    /// <summary>How often the store was asked.</summary>
    public long Queries => Interlocked.Read(ref _queries);

    private ITaskStore Store
    {
        get
        {
            Interlocked.Increment(ref _queries);
            return store;
        }
    }

    public Task<RoutingStats> TotalsAsync(StatsQuery query) => Store.StatsAsync(query, default);

    public Task<GroupedStats> GroupedAsync(StatsQuery query) => Store.GroupedAsync(query, Prices, default);

    public Task<TaskPage> TasksAsync(TaskQuery query) => Store.ListAsync(query, default);

    public Task<TaskSnapshot?> TaskAsync(Guid id) => Store.ReadAsync(id, default);

    public Task<DecisionLogPage> DecisionsAsync(int page, int pageSize, ComputeTarget? target, DecisionStage? stage) =>
        Store.DecisionLogAsync(page, pageSize, target, stage, default);

    public Task<IReadOnlyList<PolicyVersion>> PolicyVersionsAsync(int limit) => Store.PolicyVersionsAsync(limit, null, default);

    public Task<IReadOnlyList<SiloStatus>> SilosAsync() => rest.SilosAsync();

    public Task<PolicyStatus> PolicyAsync() => rest.PolicyAsync();

    public Task<RoutingStage> StageAsync() => rest.StageAsync();

    public Task SetStageAsync(RoutingStage stage) => rest.SetStageAsync(stage);

    public Task<DecisionExplanation> ExplainAsync(TaskSubmission submission) => rest.ExplainAsync(submission);

    public Task<CancelReceipt?> CancelAsync(Guid id) => rest.CancelAsync(id);

    public Task<PolicyChangeResult> PutRuleAsync(RoutingRule rule) => rest.PutRuleAsync(rule);

    public Task<PolicyChangeResult> DeleteRuleAsync(string name) => rest.DeleteRuleAsync(name);

    public Task<Learned> LearnedAsync() => rest.LearnedAsync();

    public Task<string> PolicyTextAsync() => rest.PolicyTextAsync();

    public Task<PolicyEditResult> EditPolicyAsync(PolicyEdit edit) => rest.EditPolicyAsync(edit);
}
