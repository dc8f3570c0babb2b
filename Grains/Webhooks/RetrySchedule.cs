namespace Orchestrator.Grains;

/// <summary>When a callback that failed is tried again: 20, 40, 80, 160 and 320 seconds later, each a fifth more or less.</summary>
internal static class RetrySchedule
{
    /// <summary>Tries in all.</summary>
    public const int MostTries = 6;

    private const double Jitter = 0.2;
    private static readonly TimeSpan First = TimeSpan.FromSeconds(20);

    /// <summary>The pause after a failed try; null when it was the last.</summary>
    /// <param name="tries">Tries so far, with the one that failed: 1 or more.</param>
    /// <param name="random">0 to 1.</param>
    public static TimeSpan? PauseAfter(int tries, double random) =>
        tries >= MostTries ? null : First * Math.Pow(2, tries - 1) * (1 - Jitter + (2 * Jitter * random));
}
