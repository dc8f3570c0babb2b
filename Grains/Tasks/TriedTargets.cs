using Orchestrator.Engines;

namespace Orchestrator.Grains;

/// <summary>
/// What a task has tried: at most one attempt a target, except where the silo and not the target failed. Knows when to stop and how to say so.
/// </summary>
internal sealed class TriedTargets
{
    /// <summary>After so many lost silos under one target, the target itself counts as tried.</summary>
    private const int MostLostAttempts = 5;

    private readonly List<string> _stories = [];
    private readonly int[] _lost = new int[TargetSet.All.Count];
    private TargetSet _failed;
    private TargetSet _leaving;
    private bool _onlyTimeouts = true;

    public TriedTargets(IReadOnlyList<TaskAttempt> earlier)
    {
        foreach (var attempt in earlier)
        {
            if (AttemptOutcomes.IsFault(attempt.Outcome))
                Note(attempt.Target, attempt.Outcome!, attempt.Error);
            else if (attempt.Outcome == AttemptOutcomes.Lost)
                CountLost(attempt.Target);
        }
    }

    /// <summary>Targets the next decision may not choose: those that failed, and the one the task was just moved away from.</summary>
    public TargetSet Excluded => _failed.Union(_leaving);

    /// <summary>Takes note of a failed attempt; returns the task's error when no other target may be tried.</summary>
    public TaskError? Add(RoutingDecision decision, AttemptEnd end)
    {
        _leaving = end.Moved ? TargetSet.None.With(decision.Target) : TargetSet.None;
        if (end.Moved || end.HandedOn)
            return null;
        if (end.Lost)
        {
            CountLost(decision.Target);
            return null;
        }

        var fault = end.Fault!.Value;
        Note(decision.Target, WireNames.Of(fault), end.Error);
        var consequence = FaultPolicy.For(fault);
        return consequence.Next == NextStep.Fail ? new TaskError(consequence.FailureCode, Describe(null)) : null;
    }

    /// <summary>True when no other target may be tried after this end.</summary>
    public static bool IsFinal(AttemptEnd end) => end.Fault is { } fault && FaultPolicy.For(fault).Next == NextStep.Fail;

    /// <summary>The error code when the router has nothing more to offer.</summary>
    public string FailureCode(DecisionFailure? failure) => failure switch
    {
        DecisionFailure.BudgetExceeded => TaskErrorCodes.BudgetExceeded,
        _ when _stories.Count == 0 => TaskErrorCodes.NoTargetAvailable,
        _ when _onlyTimeouts => TaskErrorCodes.Timeout,
        _ => TaskErrorCodes.AllTargetsFailed,
    };

    /// <summary>A sentence that tells what was tried, then what the router said.</summary>
    public string Describe(string? routerSaid) => string.Join(" ", _stories.Append(routerSaid ?? "").Where(part => part.Length > 0));

    private void Note(ComputeTarget target, string outcome, string? error)
    {
        _failed = _failed.With(target);
        _onlyTimeouts &= outcome == WireNames.Of(EngineFault.TimedOut);
        _stories.Add($"{WireNames.Of(target)} failed ({outcome}): {(error ?? "no detail").TrimEnd('.')}.");
    }

    private void CountLost(ComputeTarget target)
    {
        if (++_lost[(int)target] >= MostLostAttempts)
            _failed = _failed.With(target);
    }
}
