namespace Orchestrator.Grains.Stores;

/// <summary>How a store batches, waits and reads. The defaults suit a small machine.</summary>
public sealed record TaskStoreOptions
{
    private static readonly TimeSpan LongestGatherTime = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestFirstWriteDelay = TimeSpan.FromMinutes(1);

    /// <summary>Writes that share one transaction at most; 1 to 10,000.</summary>
    public int MaxBatchSize { get; init; } = 500;

    /// <summary>Writes that may wait; past that a caller waits for room; 1 to 1,000,000.</summary>
    public int QueueCapacity { get; init; } = 10_000;

    /// <summary>How long after a transaction that several writers shared the next one waits for more of them, unless all that are waited for are there; zero for not at all, 100 ms at most.</summary>
    public TimeSpan GatherTime { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>
    /// How long the first write of a task is put off whose caller stays for the answer, so that a task that ends within it is written once; zero for not at all, 1 min at most.
    /// A crash within it loses a task that nobody was told of.
    /// </summary>
    public TimeSpan FirstWriteDelay { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>How long a write waits for a database that is away before its caller gets a <see cref="UnavailableException"/>.</summary>
    public TimeSpan WriteTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long progress notes gather before they are written.</summary>
    public TimeSpan ProgressInterval { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Reads that may run at once; 1 to 100.</summary>
    public int ConcurrentReads { get; init; } = 8;

    /// <summary>How many of the newest tasks a text search looks through: some 2 ms for each thousand when nothing matches.</summary>
    public int SearchWindow { get; init; } = 20_000;

    /// <summary>
    /// SQLite: true makes each commit reach the disk before it is acknowledged (<c>synchronous=FULL</c>), so that it survives a power cut.
    /// False (<c>NORMAL</c>) survives a killed process, but a power cut may take the last commits.
    /// </summary>
    public bool SurvivePowerLoss { get; init; } = true;

    /// <summary>Throws when a value is out of range, naming every such value.</summary>
    /// <exception cref="ArgumentException">One or more values are out of range.</exception>
    internal TaskStoreOptions Validated()
    {
        List<string> errors = [];
        Check(MaxBatchSize is >= 1 and <= 10_000, $"{nameof(MaxBatchSize)} is {MaxBatchSize}; allowed is 1 to 10,000");
        Check(QueueCapacity is >= 1 and <= 1_000_000, $"{nameof(QueueCapacity)} is {QueueCapacity}; allowed is 1 to 1,000,000");
        Check(WriteTimeout > TimeSpan.Zero, $"{nameof(WriteTimeout)} is {WriteTimeout}; it must be above zero");
        Check(GatherTime >= TimeSpan.Zero && GatherTime <= LongestGatherTime, $"{nameof(GatherTime)} is {GatherTime}; allowed is {TimeSpan.Zero} to {LongestGatherTime}");
        Check(
            FirstWriteDelay >= TimeSpan.Zero && FirstWriteDelay <= LongestFirstWriteDelay,
            $"{nameof(FirstWriteDelay)} is {FirstWriteDelay}; allowed is {TimeSpan.Zero} to {LongestFirstWriteDelay}");
        Check(ProgressInterval > TimeSpan.Zero, $"{nameof(ProgressInterval)} is {ProgressInterval}; it must be above zero");
        Check(ConcurrentReads is >= 1 and <= 100, $"{nameof(ConcurrentReads)} is {ConcurrentReads}; allowed is 1 to 100");
        Check(SearchWindow >= 1, $"{nameof(SearchWindow)} is {SearchWindow}; it must be at least 1");
        return errors.Count == 0 ? this : throw new ArgumentException(string.Join("; ", errors));

        void Check(bool holds, string error)
        {
            if (!holds)
                errors.Add(error);
        }
    }
}
