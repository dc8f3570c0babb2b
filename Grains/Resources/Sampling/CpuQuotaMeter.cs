namespace Orchestrator.Grains;

/// <summary>Turns a growing count of CPU time into percent of a quota.</summary>
internal sealed class CpuQuotaMeter(TimeProvider time)
{
    private (double Seconds, long At)? _before;

    /// <param name="usedSeconds">CPU time used so far, seconds; null when it cannot be read.</param>
    /// <param name="processors">Processors the quota amounts to, such as 1.5; null when there is no limit.</param>
    /// <returns>Use since the call before, 0 to 100; null on the first call, without a limit, and when no time has passed.</returns>
    public double? Percent(double? usedSeconds, double? processors)
    {
        if (usedSeconds is not { } used || processors is not > 0)
        {
            _before = null;
            return null;
        }
        var now = time.GetTimestamp();
        if (_before is not { } before)
        {
            _before = (used, now);
            return null;
        }
        var elapsed = time.GetElapsedTime(before.At, now).TotalSeconds;
        if (elapsed <= 0)
            return null;
        _before = (used, now);
        return Math.Clamp(100 * (used - before.Seconds) / (elapsed * processors.Value), 0, 100);
    }
}
