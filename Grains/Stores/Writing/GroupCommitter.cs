using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Orchestrator.Grains.Stores;

/// <summary>
/// Group commit: many callers hand in writes, one loop turns those that wait into one transaction, and only then tells the callers.
/// While a transaction is under way the next batch gathers, so batches grow with the load by themselves.
/// </summary>
internal sealed partial class GroupCommitter : IAsyncDisposable
{
    private static readonly TimeSpan FirstBackoff = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestBackoff = TimeSpan.FromSeconds(2);

    /// <summary>From so many writes in one transaction on, there is a crowd.</summary>
    private const int Crowd = 4;

    private readonly IDatabase _database;
    private readonly TaskStoreOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Channel<WriteRequest> _channel;
    private readonly ProgressNotes _progress;
    private readonly Queue<WriteRequest> _deferred = [];
    private readonly EndPacer _pacer;
    private readonly DelayedWrites? _delayed;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _loop;
    private int _progressIsDue;
    private volatile bool _isAway;

    public GroupCommitter(IDatabase database, TaskStoreOptions options, TimeProvider time, ILogger logger, EndPacer? pacer = null, DelayedWrites? delayed = null)
    {
        _database = database;
        _options = options;
        _time = time;
        _logger = logger;
        _channel = Channel.CreateBounded<WriteRequest>(new BoundedChannelOptions(options.QueueCapacity) { SingleReader = true });
        _delayed = delayed;
        _pacer = pacer ?? new EndPacer(database.FewestEnds, options.MaxBatchSize);
        _progress = new ProgressNotes(options.ProgressInterval, ProgressIsDue, time);
        _loop = Task.Run(RunAsync);
    }

    public ProgressNotes Progress => _progress;

    /// <summary>False from a transaction that failed because the database is away until one succeeds.</summary>
    public bool IsKeepingUp => !_isAway;

    /// <summary>Hands a write in and waits until it is durable.</summary>
    /// <exception cref="UnavailableException">It could not be written in time, or the database refused it.</exception>
    public Task<T> WriteAsync<T>(WriteRequest<T> request)
    {
        request.EnqueuedAt = _time.GetTimestamp();
        return _channel.Writer.TryWrite(request) ? request.Completion : WaitForRoomAsync(request);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_channel.Writer.TryComplete())
            return;
        await _stopping.CancelAsync();
        await _loop;
        _progress.Dispose();
        _stopping.Dispose();
    }

    private async Task<T> WaitForRoomAsync<T>(WriteRequest<T> request)
    {
        using var timeout = new CancellationTokenSource(_options.WriteTimeout, _time);
        try
        {
            await _channel.Writer.WriteAsync(request, timeout.Token);
        }
        catch (OperationCanceledException)
        {
            throw new UnavailableException($"The store did not take the write within {_options.WriteTimeout.TotalSeconds:0} s: too many writes wait.");
        }
        catch (ChannelClosedException)
        {
            throw new UnavailableException("The store is shutting down.");
        }

        return await request.Completion;
    }

    private async Task RunAsync()
    {
        var ended = 0L;
        for (var (together, ends, answers) = (0, 0, 0); _deferred.Count > 0 || await _channel.Reader.WaitToReadAsync();)
        {
            if (together >= Crowd)
            {
                _pacer.Ask();
                await GatherAsync(ended, mostlyAnswers: answers > together / 2);
                _pacer.Adjust(ends);
            }

            var batch = NextBatch();
            if (batch.IsEmpty)
                continue;
            (together, ends, answers) = (batch.All.Count, batch.Completes.Count, batch.Answers);
            await CommitAsync(batch);
            ended = Stopwatch.GetTimestamp();
        }

        if (_progress.Take() is { Count: > 0 } rest)
            await CommitAsync(WriteBatch.Of([], Progressed(rest)));
    }

    /// <summary>
    /// A transaction costs as much as the writes of three or four tasks: where several share one, they are given the time to become more.
    /// A writer that comes alone never waits, and none waits for nobody: who waits for an answer brings no other task, so the last one of them ends the gathering.
    /// </summary>
    private async ValueTask GatherAsync(long ended, bool mostlyAnswers)
    {
        // By the real clock, whatever the store's: this is about the disk, and about nothing that a task sees.
        var left = _options.GatherTime - Stopwatch.GetElapsedTime(ended);
        if (left <= TimeSpan.Zero || _channel.Reader.Count + _deferred.Count >= _options.MaxBatchSize)
            return;
        if (mostlyAnswers && _delayed is not null)
            await _delayed.NoneLeft().WaitAsync(left, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        else
            await PauseAsync(left, TimeProvider.System);
    }

    private WriteBatch NextBatch()
    {
        var batch = new WriteBatch();
        for (var waiting = _deferred.Count; waiting > 0; waiting--)
        {
            var request = _deferred.Dequeue();
            if (batch.All.Count >= _options.MaxBatchSize || !TryAdd(batch, request))
                _deferred.Enqueue(request);
        }

        while (batch.All.Count < _options.MaxBatchSize && _deferred.Count < _options.QueueCapacity && _channel.Reader.TryRead(out var request))
        {
            if (TakesOn(request) && !TryAdd(batch, request))
                _deferred.Enqueue(request);
        }

        if (Interlocked.Exchange(ref _progressIsDue, 0) != 0)
            batch.Progress.AddRange(Progressed(_progress.Take()));
        return batch;
    }

    private IEnumerable<TaskRow> Progressed(IEnumerable<TaskSnapshot> tasks) => tasks.Select(task => TaskRow.ForProgress(task, _database.Dialect.Format));

    /// <summary>Takes on a write that was read. False when there is nothing to write: for a wake-up, and for a first write that its task's end makes.</summary>
    private static bool TakesOn(WriteRequest request) => request is CreateWrite create ? create.TryMakeByItself() : request is not WakeUp;

    private bool TryAdd(WriteBatch batch, WriteRequest request)
    {
        if (request is not CompleteWrite { First: null } || batch.Completes.Count < _pacer.Ends)
            return batch.TryAdd(request);
        batch.Postpone(request);
        return false;
    }

    private void ProgressIsDue()
    {
        Volatile.Write(ref _progressIsDue, 1);
        // When there is no room the writer is awake anyway.
        _channel.Writer.TryWrite(WakeUp.Instance);
    }

    private async Task CommitAsync(WriteBatch batch)
    {
        var backoff = FirstBackoff;
        while (!batch.IsEmpty)
        {
            try
            {
                await _database.CommitAsync(batch);
                _isAway = false;
                foreach (var request in batch.All)
                    request.Succeed();
                return;
            }
            catch (Exception error) when (_database.IsTransient(error))
            {
                _isAway = true;
                LogDatabaseAway(_database.Describe(error), batch.All.Count, backoff.TotalMilliseconds);
                batch = GiveUpExpired(batch, error);
                await PauseAsync(backoff, _time);
                backoff = backoff * 2 < LongestBackoff ? backoff * 2 : LongestBackoff;
            }
            catch (Exception error)
            {
                await CommitOneByOneAsync(batch, error);
                return;
            }
        }
    }

    /// <summary>One write of the batch is bad: each gets a transaction of its own, so that only the bad one fails.</summary>
    private async Task CommitOneByOneAsync(WriteBatch batch, Exception error)
    {
        if (batch.All.Count + batch.Progress.Count == 1)
        {
            LogWriteRefused(error);
            foreach (var request in batch.All)
                request.Fail(new UnavailableException(_database.Describe(error)));
            return;
        }

        LogBatchRefused(_database.Describe(error), batch.All.Count);
        foreach (var request in batch.All)
            await CommitAsync(WriteBatch.Of([request], []));
        foreach (var row in batch.Progress)
            await CommitAsync(WriteBatch.Of([], [row]));
    }

    /// <summary>Ends the writes that have waited too long, here and in the queue; what is left is tried again.</summary>
    private WriteBatch GiveUpExpired(WriteBatch batch, Exception error)
    {
        foreach (var request in batch.All)
            request.IsUncertain = true;
        while (_deferred.Count < _options.QueueCapacity && _channel.Reader.TryRead(out var queued))
        {
            if (TakesOn(queued))
                _deferred.Enqueue(queued);
        }

        var message = $"The database could not be used for {_options.WriteTimeout.TotalSeconds:0} s: {_database.Describe(error)}";
        for (var waiting = _deferred.Count; waiting > 0; waiting--)
        {
            var request = _deferred.Dequeue();
            if (HasExpired(request))
                request.Fail(new UnavailableException(message));
            else
                _deferred.Enqueue(request);
        }

        List<WriteRequest> left = [];
        foreach (var request in batch.All)
        {
            if (HasExpired(request))
                request.Fail(new UnavailableException(message));
            else
                left.Add(request);
        }

        return left.Count == 0 ? new WriteBatch() : WriteBatch.Of(left, batch.Progress);
    }

    private bool HasExpired(WriteRequest request) =>
        _stopping.IsCancellationRequested || _time.GetElapsedTime(request.EnqueuedAt) >= _options.WriteTimeout;

    private async Task PauseAsync(TimeSpan pause, TimeProvider clock)
    {
        try
        {
            await Task.Delay(pause, clock, _stopping.Token);
        }
        catch (OperationCanceledException)
        {
            // The store is being closed: one last try, then the rest is given up.
        }
    }
}
