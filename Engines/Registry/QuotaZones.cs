namespace Orchestrator.Engines;

/// <summary>Where a provider's day begins, and with it a daily quota.</summary>
internal static class QuotaZones
{
    /// <summary>The zone <c>quota_time_zone</c> names; UTC when it names none or one this machine does not know.</summary>
    public static TimeZoneInfo Of(EngineOptions options) =>
        options.Settings.TryGetValue("quota_time_zone", out string? name) && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : TimeZoneInfo.Utc;
}
