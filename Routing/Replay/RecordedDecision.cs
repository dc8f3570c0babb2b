namespace Orchestrator.Routing;

/// <summary>How a logged attempt ended.</summary>
public enum RecordedEnd
{
    /// <summary>With an answer.</summary>
    Completed,

    /// <summary>With a fault of the engine.</summary>
    Failed,

    /// <summary>The task was taken back while it waited, to run elsewhere.</summary>
    Moved,

    /// <summary>Cancelled, or lost with its silo: says nothing of the target.</summary>
    Unknown,
}

/// <summary>What came of one logged decision.</summary>
/// <param name="End">How the attempt ended.</param>
/// <param name="QueueMs">Its wait for a slot, milliseconds.</param>
/// <param name="ServiceMs">From the slot to its end, milliseconds.</param>
/// <param name="TaskCompleted">True when the task got its answer, from this attempt or a later one.</param>
/// <param name="TaskLatencyMs">From the submission to the task's end, milliseconds.</param>
/// <param name="TaskCostUsd">What the whole task cost, USD; null when unknown.</param>
public sealed record RecordedOutcome(RecordedEnd End, double QueueMs, double ServiceMs, bool TaskCompleted, double TaskLatencyMs, decimal? TaskCostUsd);

/// <summary>A decision from the log, with what it was taken on and what came of it.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="AttemptNumber">Which of the task's decisions it is, from 1.</param>
/// <param name="Profile">What the analysis had found.</param>
/// <param name="Decision">The decision, with its snapshot.</param>
/// <param name="Outcome">What came of it.</param>
public sealed record RecordedDecision(Guid TaskId, int AttemptNumber, TaskProfile Profile, RoutingDecision Decision, RecordedOutcome Outcome)
{
    /// <summary>What the attempt teaches an outcome model; null when it teaches nothing.</summary>
    public TrainingRow? ToTrainingRow()
    {
        if (Decision.Snapshot is not { } snapshot || snapshot.Of(Decision.Target) is not { } chosen || Outcome.End == RecordedEnd.Unknown)
            return null;

        var stake = new TaskStake(1.0, 0.0, Math.Max(1.0, snapshot.SlaMs) / 1000.0);
        var forecast = UtilityForecast.Of(stake, chosen.Forecast, costUnits: 0.0, delayPerSecond: 0.0);
        var features = new float[OutcomeFeatures.Count];
        OutcomeFeatures.Write(Profile, snapshot.Cluster, stake.SlaSeconds, forecast, features);
        // A task that was moved away would have been late where it was: leaving it out would make every queue look punctual.
        var succeeded = Outcome.End == RecordedEnd.Completed;
        return new TrainingRow(
            Decision.Target,
            Decision.Model,
            features,
            forecast.SuccessInTime,
            succeeded && Outcome.QueueMs + Outcome.ServiceMs <= snapshot.SlaMs,
            succeeded ? Outcome.ServiceMs / 1000.0 / Math.Max(1e-3, forecast.ServiceSeconds) : null);
    }

    /// <summary>Utility of the task as it went, with the quality that is expected of its target.</summary>
    /// <param name="stake">What was at stake.</param>
    public double RealizedUtility(in TaskStake stake)
    {
        var latency = Outcome.TaskLatencyMs / 1000.0;
        var timeliness = latency <= stake.SlaSeconds ? 1.0 : Math.Max(0.0, 2.0 - (latency / stake.SlaSeconds));
        var quality = Decision.Snapshot?.Of(Decision.Target)?.Forecast.Quality ?? 0.0;
        var cost = (double)(Outcome.TaskCostUsd ?? Decision.EstimatedCostUsd) / (Decision.Snapshot?.ReferenceCostUsd ?? 1.0);
        return (Outcome.TaskCompleted ? stake.Value * quality * timeliness : 0.0) - (stake.CostWeight * cost);
    }
}
