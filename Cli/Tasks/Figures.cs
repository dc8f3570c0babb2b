using System.Globalization;

namespace Orchestrator.Cli;

/// <summary>Numbers as people read them.</summary>
internal static class Figures
{
    public static string Milliseconds(double? value) => value is { } ms ? ms.ToString(ms < 10 ? "0.0 ms" : "#,0 ms", CultureInfo.InvariantCulture) : "–";

    public static string Usd(decimal? value) => value switch
    {
        null => "–",
        0 => "$0",
        { } usd => usd.ToString("$0.00####", CultureInfo.InvariantCulture),
    };

    public static string Percent(double? share) => share is { } value ? value.ToString("0.0 %", CultureInfo.InvariantCulture) : "–";

    public static string Share(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    public static string Count(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>What local work saved against the cloud; null while one of both is unknown.</summary>
    public static decimal? Saved(TaskView task) => task.CloudBaselineCostUsd - task.ActualCostUsd;
}
