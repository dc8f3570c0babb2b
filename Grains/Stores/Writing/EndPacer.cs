using System.Diagnostics;

namespace Orchestrator.Grains.Stores;

/// <summary>
/// How many ends of tasks one transaction takes. Where clients wait for their tasks, each end brings the next task: a machine without time left would let a new one wait as
/// long as the old ones take together. So that a task is accepted quickly all the same, its end is what waits. Whether time is left, the thread pool tells: it is asked
/// after each transaction how long work waits there for a thread; when that is long, the next transaction takes a fifth fewer ends, else it may take more.
/// A slow disk alone changes nothing, for then the pool is idle. The figures were found by measuring (docs/benchmarks.md).
/// </summary>
/// <param name="least">Ends in a transaction at least: fewer would cost more in transactions than they give.</param>
/// <param name="most">Ends in a transaction while there is time.</param>
internal sealed class EndPacer(int least, int most)
{
    /// <summary>A twentieth of what work waits on a machine that has more to do than it can.</summary>
    public static readonly TimeSpan LongWait = TimeSpan.FromMilliseconds(0.15);

    private const double Fewer = 0.8;
    private const double More = 0.5;

    private double _ends = most;
    private long _askedAt;
    private long _answeredAfter;

    /// <summary>Ends that the next transaction takes.</summary>
    public int Ends => (int)_ends;

    /// <summary>Asks the pool, unless an earlier question is still open.</summary>
    public void Ask()
    {
        if (least >= most || Volatile.Read(ref _askedAt) != 0)
            return;
        Volatile.Write(ref _askedAt, Stopwatch.GetTimestamp());
        ThreadPool.UnsafeQueueUserWorkItem(static pacer => pacer.Answer(), this, preferLocal: false);
    }

    /// <summary>Draws the conclusion for the next transaction.</summary>
    /// <param name="ends">Ends in the last one.</param>
    public void Adjust(int ends) => Adjust(ends, Wait());

    internal void Adjust(int ends, TimeSpan wait) => _ends = Math.Min(most, Math.Max(least, wait > LongWait ? Math.Min(_ends, ends) * Fewer : _ends + More));

    private void Answer()
    {
        Volatile.Write(ref _answeredAfter, Stopwatch.GetTimestamp() - Volatile.Read(ref _askedAt));
        Volatile.Write(ref _askedAt, 0);
    }

    /// <summary>How long the last question waited, or the open one has waited by now.</summary>
    private TimeSpan Wait()
    {
        var askedAt = Volatile.Read(ref _askedAt);
        return askedAt != 0 ? Stopwatch.GetElapsedTime(askedAt) : Stopwatch.GetElapsedTime(0, Volatile.Read(ref _answeredAfter));
    }
}
