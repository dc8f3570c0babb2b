namespace Orchestrator.Grains;

/// <summary>How an attempt's end is written into the task, and how it is told to the router.</summary>
internal static class AttemptOutcomes
{
    public const string Completed = "COMPLETED";
    public const string Cancelled = "CANCELLED";
    public const string Lost = "LOST";
    public const string Moved = "MOVED";

    /// <summary>The silo was about to stop and gave the task back in good order.</summary>
    public const string HandedOn = "HANDED_ON";

    /// <summary>Another attempt beside it had the first token.</summary>
    public const string HedgeLost = "HEDGE_LOST";

    public static string Of(AttemptEnd end) => end switch
    {
        { HedgeLost: true } => HedgeLost,
        { Moved: true } => Moved,
        { HandedOn: true } => HandedOn,
        { Lost: true } => Lost,
        { Fault: { } fault } => WireNames.Of(fault),
        _ => Completed,
    };

    /// <summary>True when the outcome is an engine's fault, and so says something of the target.</summary>
    public static bool IsFault(string? outcome) => WireNames.TryParse<EngineFault>(outcome, out _);

    public static AttemptOutcome ForRouter(TaskSnapshot task, RoutingDecision decision, AttemptEnd end, bool cancelled, TimeSpan age) => new(
        decision.Target,
        decision.Silo,
        decision.Engine,
        decision.Model,
        task.Submission.Type,
        end.Succeeded && end.Result is not null,
        Cancelled: cancelled || end.Lost || end.Moved || end.HandedOn || end.HedgeLost,
        end.Fault,
        ColdStart: end.Result is { LoadMs: > 0 },
        end.Result?.QueueMs ?? 0,
        end.Result?.TimeToFirstTokenMs ?? end.SilentMs,
        end.Result?.ServiceMs ?? end.SilentMs ?? 0,
        end.Result?.InputTokens,
        end.Result?.OutputTokens,
        end.CostUsd ?? 0m,
        SlaMet: task.Submission.MaxLatencyMs is { } sla ? age.TotalMilliseconds <= sla : null);
}
