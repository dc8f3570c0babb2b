namespace Orchestrator.Routing;

/// <summary>How an expected-utility decision is told.</summary>
internal static class UtilitySentence
{
    public static string Of(ComputeTarget target, in UtilityForecast best, ComputeTarget? runnerUp, in UtilityForecast second)
    {
        var chosen = string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{WireNames.Of(target)} has the highest expected utility, {best.Utility:0.000}: in time with probability {best.SuccessInTime:0.00} after {best.WaitSeconds:0.0} s wait and {best.ServiceSeconds:0.0} s service");
        return runnerUp is not { } next
            ? chosen
            : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{chosen}; {WireNames.Of(next)} would have {second.Utility:0.000}");
    }
}
