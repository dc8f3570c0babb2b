namespace Orchestrator.Dashboard;

/// <summary>Reads from the grains.</summary>
internal sealed class GrainDashboardData(IGrainFactory grains) : IDashboardData
{
    private IRouterGrain Router => grains.GetGrain<IRouterGrain>(0);

    private ITaskQueryGrain Queries => grains.GetGrain<ITaskQueryGrain>(0);

    private IPolicyGrain Policies => grains.GetGrain<IPolicyGrain>(0);

    public Task<RoutingStats> TotalsAsync(StatsQuery query) => Queries.Totals(query);

    public Task<GroupedStats> GroupedAsync(StatsQuery query) => Queries.Grouped(query);

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

    public async Task<Learned> LearnedAsync()
    {
        var learning = grains.GetGrain<ILearningGrain>(0);
        return new Learned(await learning.GetTraining(), await learning.GetWeights());
    }

    public Task<string> PolicyTextAsync() => Policies.Text();

    public Task<PolicyEditResult> EditPolicyAsync(PolicyEdit edit) => Policies.Edit(edit);

    public Task<IReadOnlyList<PolicyVersion>> PolicyVersionsAsync(int limit) => Policies.Versions(limit);
}
