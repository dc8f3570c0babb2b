namespace Orchestrator.Routing;

/// <summary>
/// What exploration has cost in the last hour. The router charges it when it books an explored decision, so that an explanation, which books nothing, costs nothing.
/// Not thread safe: one router, one thread.
/// </summary>
public sealed class ExplorationBudget(double maxUsdPerHour)
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private readonly Queue<(DateTimeOffset At, double Usd)> _charges = [];
    private double _spent;

    /// <summary>What may still be spent, USD.</summary>
    public double LeftUsd(DateTimeOffset now)
    {
        while (_charges.TryPeek(out var oldest) && now - oldest.At >= Hour)
        {
            _charges.Dequeue();
            _spent -= oldest.Usd;
        }

        return Math.Max(0.0, maxUsdPerHour - _spent);
    }

    /// <summary>Charges a decision of the bandit with what it costs beyond the candidate of highest utility; any other decision is free.</summary>
    public void Charge(RoutingDecision decision)
    {
        ArgumentNullException.ThrowIfNull(decision);
        if (decision.Stage != DecisionStage.Bandit || decision.Candidates.Where(candidate => candidate.Score is not null).MaxBy(candidate => candidate.Score) is not { } best)
            return;

        var extra = (double)(decision.EstimatedCostUsd - best.EstimatedCostUsd);
        if (extra <= 0.0)
            return;

        _charges.Enqueue((decision.DecidedAt, extra));
        _spent += extra;
    }
}
