using System.Collections.Concurrent;
using System.Diagnostics;
using HdrHistogram;

namespace Orchestrator.Cli;

/// <summary>The figures of a running load. Thread-safe.</summary>
internal sealed class LoadTally
{
    private const long LongestMicroseconds = 3_600_000_000;
    private const int Digits = 3;

    private readonly HistogramBase _accept = Histogram();
    private readonly HistogramBase _routed = Histogram();
    private readonly HistogramBase _firstToken = Histogram();
    private readonly HistogramBase _completed = Histogram();
    private readonly ConcurrentDictionary<Guid, byte> _ids = new();
    private long _done, _errors, _lost, _double, _wrong;

    /// <summary>Tasks completed so far.</summary>
    public long Done => Interlocked.Read(ref _done);

    /// <summary>Errors so far.</summary>
    public long Errors => Interlocked.Read(ref _errors);

    /// <summary>A task was accepted.</summary>
    /// <param name="id">The id it was given.</param>
    /// <param name="since">When it was due, as a <see cref="Stopwatch"/> timestamp.</param>
    public void Accepted(Guid id, long since)
    {
        _accept.RecordValue(Microseconds(Stopwatch.GetElapsedTime(since)));
        if (!_ids.TryAdd(id, 0))
            Interlocked.Increment(ref _double);
    }

    /// <summary>What stands in the books of a terminal task.</summary>
    /// <param name="task">The task.</param>
    /// <param name="mark">What its answer must quote where the engine is simulated.</param>
    /// <returns>True when it completed; otherwise it is counted as an error.</returns>
    public bool Judged(LoadedTask task, string mark)
    {
        if (task.RoutingDecision is { } decision)
            _routed.RecordValue(Microseconds(decision.DecidedAt - task.CreatedAt));
        if (task.Attempts.Count(attempt => attempt.Outcome == "COMPLETED") > 1)
            Interlocked.Increment(ref _double);
        if (task.Status != "COMPLETED")
        {
            Failed();
            return false;
        }

        if (task.Simulated && task.Result?.Contains(mark, StringComparison.Ordinal) != true)
            Interlocked.Increment(ref _wrong);
        return true;
    }

    /// <summary>An answer is here, whole.</summary>
    /// <param name="since">When it was due.</param>
    /// <param name="firstToken">Time to its first token; null when that is not known.</param>
    public void Completed(long since, TimeSpan? firstToken)
    {
        _completed.RecordValue(Microseconds(Stopwatch.GetElapsedTime(since)));
        if (firstToken is { } first)
            _firstToken.RecordValue(Microseconds(first));
        Interlocked.Increment(ref _done);
    }

    public void Failed() => Interlocked.Increment(ref _errors);

    public void Lost() => Interlocked.Increment(ref _lost);

    public LoadReport Report(TimeSpan elapsed, ServerFigures spent) => new(
        Math.Round(_done / Math.Max(elapsed.TotalSeconds, 1e-9), 1),
        Percentiles.Of(_accept), Percentiles.Of(_routed), Percentiles.Of(_firstToken), Percentiles.Of(_completed),
        _errors, _lost, _double, _wrong,
        spent.Cpu is { } cpu && _done > 0 ? Math.Round(cpu.TotalMicroseconds / _done, 1) : null)
    {
        Spent = spent,
        Done = _done,
    };

    private static LongConcurrentHistogram Histogram() => new(1, LongestMicroseconds, Digits);

    private static long Microseconds(TimeSpan duration) => Math.Clamp((long)duration.TotalMicroseconds, 1, LongestMicroseconds);
}
