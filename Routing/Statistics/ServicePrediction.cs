namespace Orchestrator.Routing;

/// <summary>What to expect of one task on one model of one target, without the wait for a slot.</summary>
/// <param name="FirstTokenMs">From the slot to the first token, milliseconds.</param>
/// <param name="MsPerOutputToken">Per token of the answer, milliseconds.</param>
/// <param name="OutputTokens">Expected length of the answer.</param>
/// <param name="SuccessRate">0 to 1.</param>
/// <param name="Quality">Mean feedback of users, 0 to 1; 0.5 when there is none.</param>
/// <param name="Samples">Outcomes this rests on, after decay; near 0: the priors speak.</param>
public readonly record struct ServicePrediction(
    double FirstTokenMs,
    double MsPerOutputToken,
    double OutputTokens,
    double SuccessRate,
    double Quality,
    double Samples)
{
    /// <summary>From the slot to the end, milliseconds.</summary>
    public double ServiceMs => FirstTokenMs + (OutputTokens * MsPerOutputToken);
}

/// <summary>How outcomes are remembered.</summary>
/// <param name="HalfLife">After this time an outcome counts half.</param>
/// <param name="MaximumSamples">A cell never weighs more than this many outcomes, so that a change shows after a few dozen whatever went before.</param>
/// <param name="PriorSamples">The priors weigh as much as this many outcomes.</param>
public sealed record StatisticsSettings(TimeSpan HalfLife, double MaximumSamples, double PriorSamples)
{
    /// <summary>Half-life of six hours, at most 60 outcomes, priors worth 4.</summary>
    public static StatisticsSettings Default { get; } = new(TimeSpan.FromHours(6), 60, 4);
}
