using System.Globalization;

namespace Orchestrator.Routing;

/// <summary>How an expected-utility decision is told.</summary>
internal static class UtilitySentence
{
    /// <summary>The choice, the runner-up, and what the forecast rests on when that is worth saying.</summary>
    public static string Of(ComputeTarget target, in UtilityForecast best, ComputeTarget? runnerUp, in UtilityForecast second, string? basis)
    {
        var chosen = string.Create(
            CultureInfo.InvariantCulture,
            $"{WireNames.Of(target)} has the highest expected utility, {best.Utility:0.###}: in time with probability {best.SuccessInTime:0.##}, {best.WaitSeconds:0.#} s wait and {best.ServiceSeconds:0.#} s service");
        if (runnerUp is { } next)
            chosen = string.Create(CultureInfo.InvariantCulture, $"{chosen}; {WireNames.Of(next)} would have {second.Utility:0.###}");

        return basis is null ? chosen : $"{chosen}; {basis}";
    }
}
