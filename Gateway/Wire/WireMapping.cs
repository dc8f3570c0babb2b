using System.Globalization;
using System.Text.Json.Nodes;

namespace Orchestrator.Gateway;

/// <summary>From what the grains answer to what the wire says: the one place where the two meet.</summary>
internal static class WireMapping
{
    public static TaskAccepted ToWire(this SubmitReceipt receipt) => new(receipt.TaskId, receipt.State, receipt.CreatedAt.UtcDateTime);

    public static TaskDetails ToWire(this TaskSnapshot task) => new()
    {
        TaskId = task.Id,
        Status = task.State,
        TaskType = task.Submission.Type,
        Priority = task.Submission.Priority,
        IsBatch = task.Submission.IsBatch,
        Profile = task.Profile is { } profile
            ? new(profile.ComplexityScore, profile.LatencySensitivity, profile.CostSensitivity, profile.EstimatedTokens, profile.RequiresReasoning)
            : null,
        RoutingDecision = task.Decision is { } decision
            ? new(
                decision.Target,
                decision.Model,
                Money(decision.EstimatedCostUsd),
                Ms(decision.EstimatedLatencyMs),
                decision.Confidence,
                decision.Reasoning,
                decision.FallbackTarget,
                decision.Stage,
                decision.DecidedAt.UtcDateTime)
            : null,
        Attempts = [.. task.Attempts.Select(ToWire)],
        Result = task.Result,
        Embedding = task.Embedding,
        Error = task.Error?.ToWire(),
        InputTokens = task.InputTokens,
        OutputTokens = task.OutputTokens,
        ActualCostUsd = Money(task.ActualCostUsd),
        CloudBaselineCostUsd = Money(task.CloudBaselineCostUsd),
        ActualLatencyMs = Ms(task.ActualLatencyMs),
        QueueMs = Ms(task.QueueMs),
        TimeToFirstTokenMs = Ms(task.TimeToFirstTokenMs),
        SlaMet = task.SlaMet,
        Metadata = task.Submission.Metadata,
        CreatedAt = task.CreatedAt.UtcDateTime,
        CompletedAt = task.CompletedAt?.UtcDateTime,
        Progress = task.Progress is { } progress ? new(progress.ChunksDone, progress.ChunksTotal) : null,
        Simulated = task.Simulated,
    };

    public static TaskResult ToResult(this TaskSnapshot task) => new(task.Id, task.State, task.Result, task.Embedding, task.Error?.ToWire());

    public static TaskList ToWire(this TaskPage page) => new([.. page.Tasks.Select(ToWire)], page.NextCursor);

    public static BatchProgress ToWire(this BatchStatus batch) => new(
        batch.BatchId,
        batch.Total,
        batch.ByState.Where(pair => pair.Key is TaskState.Completed or TaskState.Failed or TaskState.Cancelled).Sum(pair => pair.Value) >= batch.Total,
        Counts(batch.ByState),
        Money(batch.CostUsd));

    public static StatsDetails ToWire(this RoutingStats stats) => new(
        stats.TotalTasks,
        Counts(stats.ByTarget),
        Counts(stats.ByState),
        Money(stats.TotalCostUsd),
        Money(stats.BaselineCostUsd),
        Money(stats.SavedUsd),
        Tenth(stats.AverageLatencyMs),
        Tenth(stats.P95LatencyMs),
        stats.SlaAttainment,
        stats.UnpricedTasks,
        stats.PeriodHours,
        Tenth(stats.P50LatencyMs),
        null);

    public static LoggedDecision ToWire(this DecisionLogEntry entry) =>
        new(entry.TaskId, entry.Type, entry.Priority, entry.AttemptNumber, entry.Decision.ToDetails());

    public static PolicyDetails ToWire(this PolicyStatus policy) => new(
        policy.Version,
        policy.Source,
        policy.LoadedAt.UtcDateTime,
        [.. policy.Rules.Select(status => status.Rule.ToWire(status.Hits, status.LastHitAt))],
        policy.LastReloadAt?.UtcDateTime,
        [.. policy.LastReloadErrors.Select(error => new PolicyErrorDetails(error.Field, error.Message, error.Line, error.Column))]);

    public static RuleDetails ToWire(this RoutingRule rule, long hits = 0, DateTimeOffset? lastHitAt = null) => new(
        rule.Name,
        rule.PriorityOrder,
        Conditions(rule.Conditions),
        rule.Target,
        rule.Confidence,
        rule.Description,
        rule.Enabled,
        rule.Source,
        hits,
        lastHitAt?.UtcDateTime);

    public static ExplanationDetails ToWire(this DecisionExplanation explanation, IReadOnlyList<SiloStatus> silos) => new(
        explanation.Profile.ToDetails(),
        explanation.Stage,
        explanation.Facts.ToDictionary(fact => fact.Field, fact => fact.Value),
        [.. explanation.Rules.Select(ToWire)],
        explanation.Result.Decision?.ToDetails(),
        explanation.Result.Failure is { } failure ? new FailureDetails(WireNames.Of(failure), explanation.Result.Detail) : null,
        explanation.Probabilities,
        explanation.Counterfactuals,
        [.. silos.Select(ToWire)]);

    public static SiloDetails ToWire(this SiloStatus status)
    {
        SiloSnapshot silo = status.Snapshot;
        return new SiloDetails(
            silo.Silo,
            silo.Name,
            silo.Capabilities,
            Tenth(silo.CpuPercent),
            Tenth(silo.RamPercent),
            Tenth(silo.CpuPressure),
            [.. silo.Gpus.Select(gpu => new GpuDetails(
                gpu.Index, gpu.Name, gpu.UtilizationPercent, gpu.MemoryUsedMb, gpu.MemoryTotalMb, gpu.TemperatureC, gpu.PowerWatts))],
            silo.GpuDetail,
            [.. silo.Engines.Select(engine => engine.ToWire(status.HandedOut.GetValueOrDefault(engine.Name)))],
            silo.SampledAt.UtcDateTime,
            Ms(status.AgeMs),
            status.Stale,
            silo.Draining,
            silo.Simulated);
    }

    private static EngineDetails ToWire(this EngineSnapshot engine, int handedOut) => new(
        engine.Name,
        engine.Target,
        engine.Kind,
        engine.ChatModel,
        engine.EmbeddingModel,
        engine.ContextTokens,
        engine.Slots,
        engine.Running,
        engine.Queued,
        handedOut,
        engine.Healthy,
        engine.Detail,
        engine.CircuitOpen,
        engine.LoadedModels);

    private static AttemptDetails ToWire(TaskAttempt attempt) => new(
        attempt.Target, attempt.Model, attempt.Silo, attempt.StartedAt.UtcDateTime, attempt.FinishedAt?.UtcDateTime, attempt.Outcome, attempt.Error);

    private static ErrorDetails ToWire(this TaskError error) => new(error.Code, error.Message);

    private static RuleTraceDetails ToWire(RuleTrace trace) => new(
        trace.Name,
        trace.PriorityOrder,
        trace.Target,
        trace.Matched,
        trace.Chosen,
        trace.PassedOverBecause,
        [.. trace.Conditions.Select(condition => new ConditionTraceDetails(
            condition.Field, condition.Operator, condition.Expected, condition.Actual, condition.Passed))]);

    private static ProfileDetails ToDetails(this TaskProfile profile) => new(
        profile.Type,
        profile.Priority,
        profile.IsBatch,
        profile.ComplexityScore,
        profile.LatencySensitivity,
        profile.CostSensitivity,
        profile.EstimatedInputTokens,
        profile.EstimatedOutputTokens,
        profile.EstimatedTokens,
        profile.RequiresReasoning,
        profile.Characters);

    private static DecisionDetails ToDetails(this RoutingDecision decision) => new(
        decision.Target,
        decision.Model,
        decision.Engine,
        decision.Silo,
        Money(decision.EstimatedCostUsd),
        Ms(decision.EstimatedLatencyMs),
        decision.Confidence,
        decision.Reasoning,
        decision.FallbackTarget,
        decision.Stage,
        decision.Rule,
        decision.PolicyVersion,
        decision.Propensity,
        decision.MaxOutputTokens,
        [.. decision.Candidates.Select(ToWire)],
        decision.DecidedAt.UtcDateTime,
        decision.Shadow is { } shadow
            ? new(shadow.Target, shadow.Stage, shadow.PolicyVersion, Money(shadow.EstimatedCostUsd), Ms(shadow.EstimatedLatencyMs))
            : null);

    private static CandidateDetails ToWire(CandidateAssessment candidate) => new(
        candidate.Target,
        candidate.Silo,
        candidate.Engine,
        candidate.Model,
        candidate.ExcludedBecause,
        Money(candidate.EstimatedCostUsd),
        Ms(candidate.EstimatedLatencyMs),
        candidate.Score is { } score && double.IsFinite(score) ? score : null,
        [.. candidate.Terms.Where(term => double.IsFinite(term.Value)).Select(term => new ScoreTermDetails(term.Name, term.Weight, term.Value))]);

    /// <summary>Conditions as a policy writes them: numbers and booleans bare, everything else quoted, lists for <c>_in</c>.</summary>
    private static JsonObject Conditions(IReadOnlyList<RuleCondition> conditions)
    {
        var wire = new JsonObject();
        foreach (RuleCondition condition in conditions)
        {
            wire[ConditionKey.Of(condition)] = condition.Operator == RuleOperator.In
                ? new JsonArray([.. condition.Values.Select(Literal)])
                : Literal(condition.Values.Count > 0 ? condition.Values[0] : "");
        }
        return wire;
    }

    private static JsonNode Literal(string text) => text switch
    {
        "true" => JsonValue.Create(true),
        "false" => JsonValue.Create(false),
        _ when decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => JsonValue.Create(number),
        _ => JsonValue.Create(text),
    };

    /// <summary>Counts by wire name, zeros included, so that a reader need not know which keys may be missing.</summary>
    internal static Dictionary<string, long> Counts<T>(IReadOnlyDictionary<T, long> counts)
        where T : struct, Enum => Enum.GetValues<T>().ToDictionary(WireNames.Of, value => counts.GetValueOrDefault(value));

    /// <summary>Without the trailing zeros a decimal keeps from its arithmetic.</summary>
    internal static decimal Money(decimal value) => value / 1.0000000000000000000000000000m;

    private static decimal? Money(decimal? value) => value is { } known ? Money(known) : null;

    internal static long Ms(double value) => double.IsFinite(value) ? (long)Math.Round(value) : 0;

    private static long? Ms(double? value) => value is { } known ? Ms(known) : null;

    private static double Tenth(double value) => double.IsFinite(value) ? Math.Round(value, 1) : 0;

    internal static double? Tenth(double? value) => value is { } known ? Tenth(known) : null;

    public static Books ToWire(this ClusterBooks books) =>
        new(books.InOrder, books.Accepted, books.Ended, books.Unfinished, books.WithTwoResults, books.OverCap);
}
