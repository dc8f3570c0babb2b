namespace Orchestrator.Grains.Stores;

/// <summary>Points in time as the tables keep them: 100-nanosecond intervals since 1970-01-01 UTC, which is exact for .NET and sorts as a number.</summary>
internal static class StoredTime
{
    public static long Of(DateTimeOffset time) => time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks;

    public static DateTimeOffset Read(long stored) => new(stored + DateTimeOffset.UnixEpoch.Ticks, TimeSpan.Zero);

    public static bool IsValid(long stored) =>
        stored >= DateTimeOffset.MinValue.Ticks - DateTimeOffset.UnixEpoch.Ticks && stored <= DateTimeOffset.MaxValue.Ticks - DateTimeOffset.UnixEpoch.Ticks;

    /// <summary>Hours since 1970-01-01 UTC: the key of the roll-ups.</summary>
    public static long HourOf(DateTimeOffset time) => Of(time) / TimeSpan.TicksPerHour;
}
