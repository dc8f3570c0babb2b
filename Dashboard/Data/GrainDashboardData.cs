namespace Orchestrator.Dashboard;

/// <summary>Reads from the grains.</summary>
internal sealed class GrainDashboardData(IGrainFactory grains) : IDashboardData
{
    private IRouterGrain Router => grains.GetGrain<IRouterGrain>(0);

    private ITaskQueryGrain Queries => grains.GetGrain<ITaskQueryGrain>(0);

    public Task<RoutingStats> StatsAsync(int hours) => Queries.Stats(hours);

    public Task<TaskPage> TasksAsync(TaskQuery query) => Queries.List(query);

    public Task<TaskSnapshot?> TaskAsync(Guid id) => grains.GetGrain<ITaskGrain>(id).Get(0);

    public Task<DecisionLogPage> DecisionsAsync(int page, int pageSize, ComputeTarget? target, DecisionStage? stage) =>
        Queries.DecisionLog(page, pageSize, target, stage);

    public Task<IReadOnlyList<SiloStatus>> SilosAsync() => Router.Silos();

    public Task<PolicyStatus> PolicyAsync() => Router.GetPolicy();

    public Task<RoutingStage> StageAsync() => Router.GetStage();

    public Task SetStageAsync(RoutingStage stage) => Router.SetStage(stage);

    public Task<DecisionExplanation> ExplainAsync(TaskSubmission submission) => Router.Explain(submission);

    public Task<CancelReceipt?> CancelAsync(Guid id) => grains.GetGrain<ITaskGrain>(id).Cancel();

    public Task<PolicyChangeResult> PutRuleAsync(RoutingRule rule) => Router.PutRule(rule);

    public Task<PolicyChangeResult> DeleteRuleAsync(string name) => Router.DeleteRule(name);
}
