using Orchestrator.Routing;

namespace Orchestrator.Engines;

/// <summary>Where a task may go after a fault.</summary>
public enum NextStep
{
    /// <summary>To any target that is left.</summary>
    NextTarget,

    /// <summary>To a target with a larger context window; the task fails when there is none.</summary>
    LargerContext,

    /// <summary>Nowhere: the task fails with <see cref="FaultConsequence.FailureCode"/>.</summary>
    Fail,
}

/// <summary>What a fault does to the engine's circuit.</summary>
public enum CircuitEffect
{
    /// <summary>Nothing: the fault says nothing about the engine.</summary>
    None,

    /// <summary>Counts towards opening the circuit.</summary>
    Count,

    /// <summary>Keeps work away for as long as the engine asked.</summary>
    HoldForRetryAfter,

    /// <summary>Keeps work away until the quota starts anew.</summary>
    HoldUntilQuotaReset,

    /// <summary>Keeps work away until a probe finds the engine healthy again.</summary>
    BlockUntilProbe,
}

/// <summary>What follows from a fault.</summary>
/// <param name="Next">Where the task may go.</param>
/// <param name="Circuit">What the engine's circuit does.</param>
/// <param name="FailureCode">The task's error code when it can go nowhere, for example <c>CONTENT_BLOCKED</c>.</param>
public readonly record struct FaultConsequence(NextStep Next, CircuitEffect Circuit, string FailureCode);

/// <summary>The one table from a fault to its consequence. A cancel by the caller is no fault and never comes here.</summary>
public static class FaultPolicy
{
    private const string AllTargetsFailed = "ALL_TARGETS_FAILED";

    /// <summary>The consequence of <paramref name="fault"/>.</summary>
    /// <param name="fault">What the engine reported.</param>
    /// <param name="fallBackOnRefusal">True when the policy allows another target to answer what one refused for safety.</param>
    public static FaultConsequence For(EngineFault fault, bool fallBackOnRefusal = false) => fault switch
    {
        EngineFault.Unreachable => new(NextStep.NextTarget, CircuitEffect.Count, AllTargetsFailed),
        EngineFault.Broken => new(NextStep.NextTarget, CircuitEffect.Count, AllTargetsFailed),
        EngineFault.OutOfMemory => new(NextStep.NextTarget, CircuitEffect.Count, AllTargetsFailed),
        EngineFault.Busy => new(NextStep.NextTarget, CircuitEffect.Count, AllTargetsFailed),
        EngineFault.TimedOut => new(NextStep.NextTarget, CircuitEffect.Count, "TIMEOUT"),
        EngineFault.RateLimited => new(NextStep.NextTarget, CircuitEffect.HoldForRetryAfter, AllTargetsFailed),
        EngineFault.QuotaExhausted => new(NextStep.NextTarget, CircuitEffect.HoldUntilQuotaReset, AllTargetsFailed),
        EngineFault.ModelMissing => new(NextStep.NextTarget, CircuitEffect.BlockUntilProbe, AllTargetsFailed),
        EngineFault.Unauthorized => new(NextStep.NextTarget, CircuitEffect.BlockUntilProbe, AllTargetsFailed),
        EngineFault.TooLong => new(NextStep.LargerContext, CircuitEffect.None, AllTargetsFailed),
        EngineFault.Refused => new(fallBackOnRefusal ? NextStep.NextTarget : NextStep.Fail, CircuitEffect.None, "CONTENT_BLOCKED"),
        EngineFault.Unsupported => new(NextStep.NextTarget, CircuitEffect.None, AllTargetsFailed),
        EngineFault.BadRequest => new(NextStep.Fail, CircuitEffect.None, "INTERNAL"),
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, "Every fault needs a consequence."),
    };
}
