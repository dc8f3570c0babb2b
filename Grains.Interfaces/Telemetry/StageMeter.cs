namespace Orchestrator.Grains.Interfaces;

/// <summary>Pieces of a task's path whose cost is kept as a record.</summary>
public enum TaskStage
{
    /// <summary>Reading and checking the request, and making the row of the first write.</summary>
    Accept,

    /// <summary>Analysis and decision.</summary>
    Decide,

    /// <summary>The engine's part in this process, up to where it waits for the first time.</summary>
    Execute,

    /// <summary>Making the rows of the second write.</summary>
    Finish,

    /// <summary>Carrying batches of writes to the database, on the thread that waits for it.</summary>
    Store,
}

/// <summary>What one stage has cost this process so far.</summary>
/// <param name="Cpu">CPU time; zero where the system does not tell it by thread (it does on Linux).</param>
/// <param name="AllocatedBytes">Bytes allocated.</param>
public readonly record struct StageCost(TimeSpan Cpu, long AllocatedBytes);

/// <summary>
/// CPU time and allocations of the stages: only what runs in one piece on one thread is counted, so that nothing is counted twice and no wait at all.
/// One run in seven is measured and stands for the others (an odd number: two kinds of run that take turns are both met). Thread-safe.
/// </summary>
public static class StageMeter
{
    private const int OneIn = 7;

    private static readonly Counts[] Stages = [.. Enum.GetValues<TaskStage>().Select(_ => new Counts())];

    /// <summary>Measures from here until it is disposed, on the same thread and without an await between.</summary>
    public static StageSpan Measure(TaskStage stage) =>
        (Interlocked.Increment(ref Stages[(int)stage].Runs) - 1) % OneIn == 0
            ? new StageSpan(stage, ThreadCpu.Now(), GC.GetAllocatedBytesForCurrentThread())
            : default;

    /// <summary>What the stage has cost so far.</summary>
    public static StageCost Of(TaskStage stage)
    {
        var counts = Stages[(int)stage];
        return new StageCost(TimeSpan.FromTicks(Interlocked.Read(ref counts.CpuNanoseconds) / TimeSpan.NanosecondsPerTick), Interlocked.Read(ref counts.Bytes));
    }

    internal static void Add(TaskStage stage, long cpuNanoseconds, long bytes)
    {
        var counts = Stages[(int)stage];
        Interlocked.Add(ref counts.CpuNanoseconds, Math.Max(0, cpuNanoseconds) * OneIn);
        Interlocked.Add(ref counts.Bytes, bytes * OneIn);
    }

    private sealed class Counts
    {
        public long Runs;
        public long CpuNanoseconds;
        public long Bytes;
    }
}

/// <summary>A stage that is being measured, or is not.</summary>
public readonly struct StageSpan : IDisposable
{
    private readonly TaskStage _stage;
    private readonly long _cpu;
    private readonly long _bytes;
    private readonly bool _measured;

    internal StageSpan(TaskStage stage, long cpu, long bytes) => (_stage, _cpu, _bytes, _measured) = (stage, cpu, bytes, true);

    /// <summary>Ends the measurement.</summary>
    public void Dispose()
    {
        if (_measured)
            StageMeter.Add(_stage, ThreadCpu.Now() - _cpu, GC.GetAllocatedBytesForCurrentThread() - _bytes);
    }
}
