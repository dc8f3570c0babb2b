namespace Orchestrator.Grains.Stores;

/// <summary>Histogram of latencies with bounds 10 % apart: a percentile read from it is off by 5 % at most.</summary>
internal static class LatencyBuckets
{
    /// <summary>Everything up to 0.1 ms.</summary>
    public const int First = -24;

    /// <summary>Everything from some 30 days on.</summary>
    public const int Last = 228;

    private const double Growth = 1.1;

    /// <summary>The bucket of a latency in milliseconds.</summary>
    public static int Of(double milliseconds) => milliseconds > 0
        ? (int)Math.Clamp(Math.Floor(Math.Log(milliseconds, Growth)), First, Last)
        : First;

    /// <summary>The milliseconds that stand for a bucket: the geometric middle of its bounds.</summary>
    public static double MillisecondsOf(int bucket) => Math.Pow(Growth, bucket + 0.5);

    /// <summary>The value that <paramref name="share"/> (0 to 1) of all latencies do not pass; null without any.</summary>
    /// <param name="counts">Buckets in ascending order with how many latencies each holds.</param>
    public static double? Percentile(IReadOnlyList<(int Bucket, long Count)> counts, double share)
    {
        var total = counts.Sum(entry => entry.Count);
        if (total == 0)
            return null;
        var rank = Math.Max(1, (long)Math.Ceiling(share * total));
        foreach (var (bucket, count) in counts)
        {
            rank -= count;
            if (rank <= 0)
                return MillisecondsOf(bucket);
        }

        return MillisecondsOf(counts[^1].Bucket);
    }
}
