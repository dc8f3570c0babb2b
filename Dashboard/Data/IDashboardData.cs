namespace Orchestrator.Dashboard;

/// <summary>Everything the pages read or change. One seam, so that pages are tested without a cluster.</summary>
internal interface IDashboardData
{
    Task<RoutingStats> TotalsAsync(StatsQuery query);

    Task<GroupedStats> GroupedAsync(StatsQuery query);

    Task<TaskPage> TasksAsync(TaskQuery query);

    /// <summary>One task, or null when there is none.</summary>
    Task<TaskSnapshot?> TaskAsync(Guid id);

    Task<DecisionLogPage> DecisionsAsync(int page, int pageSize, ComputeTarget? target, DecisionStage? stage);

    Task<IReadOnlyList<SiloStatus>> SilosAsync();

    Task<PolicyStatus> PolicyAsync();

    Task<RoutingStage> StageAsync();

    Task SetStageAsync(RoutingStage stage);

    Task<DecisionExplanation> ExplainAsync(TaskSubmission submission);

    Task<CancelReceipt?> CancelAsync(Guid id);

    Task<PolicyChangeResult> PutRuleAsync(RoutingRule rule);

    Task<PolicyChangeResult> DeleteRuleAsync(string name);

    Task<Learned> LearnedAsync();

    Task<string> PolicyTextAsync();

    Task<PolicyEditResult> EditPolicyAsync(PolicyEdit edit);

    /// <summary>Versions of the policy, newest first.</summary>
    Task<IReadOnlyList<PolicyVersion>> PolicyVersionsAsync(int limit);
}
