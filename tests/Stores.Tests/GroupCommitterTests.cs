using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Orchestrator.Grains.Interfaces;
using Orchestrator.Grains.Stores;

namespace Orchestrator.Stores.Tests;

public sealed class GroupCommitterTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new(Samples.Morning);
    private readonly ScriptedDatabase _database = new();
    private GroupCommitter? _committer;

    [Fact]
    public async Task Writes_that_come_while_a_batch_is_under_way_share_the_next_one()
    {
        var committer = Start();
        var gate = _database.Hold();
        var first = committer.WriteAsync(Setting("0"));
        await _database.Entered;
        var rest = Enumerable.Range(1, 40).Select(i => committer.WriteAsync(Setting($"{i}"))).ToArray();
        gate.SetResult();
        await Task.WhenAll(rest.Prepend(first));
        Assert.Equal([1, 40], _database.Batches.Select(batch => batch.Length));
    }

    [Fact]
    public async Task A_batch_is_never_larger_than_its_limit()
    {
        var committer = Start(new TaskStoreOptions { GatherTime = TimeSpan.Zero, MaxBatchSize = 10 });
        await Task.WhenAll(Enumerable.Range(0, 95).Select(i => committer.WriteAsync(Setting($"{i}"))));
        Assert.All(_database.Batches, batch => Assert.InRange(batch.Length, 1, 10));
        Assert.Equal(95, _database.Batches.Sum(batch => batch.Length));
    }

    [Fact]
    public async Task After_a_crowd_the_next_batch_gives_others_the_time_to_join()
    {
        var committer = Start(new TaskStoreOptions { GatherTime = TimeSpan.FromMilliseconds(100) });
        var gate = _database.Hold();
        var first = committer.WriteAsync(Setting("0"));
        await _database.Entered;
        var crowd = Enumerable.Range(1, 8).Select(i => committer.WriteAsync(Setting($"{i}"))).ToArray();
        gate.SetResult();
        await Task.WhenAll(crowd.Prepend(first));
        var late = Enumerable.Range(10, 3).Select(i => committer.WriteAsync(Setting($"{i}"))).ToArray();
        await Task.WhenAll(late);
        Assert.Equal([1, 8, 3], _database.Batches.Select(batch => batch.Length));
    }

    [Fact]
    public async Task Ends_of_tasks_give_way_to_other_writes_when_the_pool_has_no_time()
    {
        var pacer = new EndPacer(least: 8, most: 500);
        pacer.Adjust(ends: 0, wait: TimeSpan.FromMilliseconds(5));
        var committer = Start(pacer: pacer);
        var gate = _database.Hold();
        var first = committer.WriteAsync(Setting("first"));
        await _database.Entered;
        var ends = Enumerable.Range(0, 20).Select(i => committer.WriteAsync(End(i))).ToArray();
        var sameSubject = committer.WriteAsync(new SettingWrite("19", "") { Subject = 19 });
        var other = committer.WriteAsync(Setting("other"));
        gate.SetResult();
        await Task.WhenAll([first, sameSubject, other, .. ends]);
        Assert.Equal(8, _database.Ends.ElementAt(1));
        Assert.Equal(20, _database.Ends.Sum());
        Assert.Equal("other", Assert.Single(_database.Batches.ElementAt(1)).Name);
    }

    [Fact]
    public void Ends_get_fewer_while_work_waits_long_and_more_again_afterwards()
    {
        var (pacer, busy) = (new EndPacer(least: 10, most: 100), EndPacer.LongWait + EndPacer.LongWait);
        pacer.Adjust(ends: 60, busy);
        Assert.Equal(48, pacer.Ends);
        for (var i = 0; i < 50; i++)
            pacer.Adjust(pacer.Ends, busy);
        Assert.Equal(10, pacer.Ends);
        for (var i = 0; i < 1000; i++)
            pacer.Adjust(pacer.Ends, TimeSpan.Zero);
        Assert.Equal(100, pacer.Ends);
    }

    [Fact]
    public async Task Two_writes_about_one_thing_never_share_a_batch_and_keep_their_order()
    {
        var committer = Start();
        var gate = _database.Hold();
        var first = committer.WriteAsync(Setting("other"));
        await _database.Entered;
        var writes = Enumerable.Range(0, 5).Select(i => committer.WriteAsync(Setting("same", $"{i}"))).ToArray();
        gate.SetResult();
        await Task.WhenAll(writes.Prepend(first));
        Assert.Equal(["0", "1", "2", "3", "4"], _database.Batches.Skip(1).Select(batch => Assert.Single(batch).Value));
    }

    [Fact]
    public async Task One_bad_row_fails_only_its_own_caller()
    {
        var committer = Start();
        _database.Refuse = write => write.Name == "bad";
        var gate = _database.Hold();
        var first = committer.WriteAsync(Setting("first"));
        await _database.Entered;
        var good = Enumerable.Range(0, 10).Select(i => committer.WriteAsync(Setting($"good {i}"))).ToArray();
        var bad = committer.WriteAsync(Setting("bad"));
        gate.SetResult();
        await Task.WhenAll(good.Prepend(first));
        await Assert.ThrowsAsync<UnavailableException>(() => bad);
    }

    [Fact]
    public async Task A_database_that_comes_back_in_time_gets_every_write()
    {
        var committer = Start();
        _database.Away = true;
        var writes = Enumerable.Range(0, 10).Select(i => committer.WriteAsync(Setting($"{i}"))).ToArray();
        await AdvanceUntilAsync(() => _database.Failures >= 5);
        Assert.All(writes, write => Assert.False(write.IsCompleted));
        _database.Away = false;
        await AdvanceUntilAsync(() => writes.All(write => write.IsCompletedSuccessfully));
        Assert.Equal(10, _database.Batches.SelectMany(batch => batch).Select(write => write.Name).Distinct().Count());
    }

    [Fact]
    public async Task Tries_grow_apart_while_the_database_is_away()
    {
        var committer = Start();
        _database.Away = true;
        var write = committer.WriteAsync(Setting("0"));
        await AdvanceUntilAsync(() => write.IsFaulted);
        // 50, 100, 200 … 2,000 ms apart: about 20 tries in 30 s, not thousands.
        Assert.InRange(_database.Failures, 5, 25);
    }

    [Fact]
    public async Task A_write_that_waited_too_long_is_given_up_and_not_written_later()
    {
        var committer = Start();
        _database.Away = true;
        var write = committer.WriteAsync(Setting("late"));
        await AdvanceUntilAsync(() => write.IsCompleted);
        var error = await Assert.ThrowsAsync<UnavailableException>(() => write);
        Assert.Contains("30 s", error.Message, StringComparison.Ordinal);

        _database.Away = false;
        var next = committer.WriteAsync(Setting("next"));
        await AdvanceUntilAsync(() => next.IsCompletedSuccessfully);
        Assert.Equal("next", Assert.Single(_database.Batches.SelectMany(batch => batch)).Name);
    }

    [Fact]
    public async Task A_write_after_an_unclear_end_is_marked_as_such()
    {
        var committer = Start();
        _database.Away = true;
        var request = Setting("0");
        var write = committer.WriteAsync(request);
        Assert.False(request.IsUncertain);
        await AdvanceUntilAsync(() => _database.Failures >= 1);
        _database.Away = false;
        await AdvanceUntilAsync(() => write.IsCompletedSuccessfully);
        Assert.True(request.IsUncertain);
    }

    [Fact]
    public async Task A_full_queue_holds_its_callers_back_until_there_is_room()
    {
        var committer = Start(new TaskStoreOptions { GatherTime = TimeSpan.Zero, QueueCapacity = 2, MaxBatchSize = 1 });
        var gate = _database.Hold();
        var writes = Enumerable.Range(0, 8).Select(i => committer.WriteAsync(Setting($"{i}"))).ToArray();
        await _database.Entered;
        Assert.All(writes, write => Assert.False(write.IsCompleted));
        gate.SetResult();
        await Task.WhenAll(writes);
    }

    [Fact]
    public async Task Closing_writes_what_waits()
    {
        var committer = Start();
        var writes = Enumerable.Range(0, 20).Select(i => committer.WriteAsync(Setting($"{i}"))).ToArray();
        await committer.DisposeAsync();
        await Task.WhenAll(writes);
    }

    [Fact]
    public async Task Closing_while_the_database_is_away_tells_the_callers()
    {
        var committer = Start();
        _database.Away = true;
        var write = committer.WriteAsync(Setting("0"));
        await committer.DisposeAsync();
        await Assert.ThrowsAsync<UnavailableException>(() => write);
    }

    public async ValueTask DisposeAsync()
    {
        if (_committer is not null)
            await _committer.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task New_tasks_wait_for_the_rest_only_where_there_is_one_writer(bool two)
    {
        var database = new ScriptedDatabase { TakesTwoWriters = two };
        await using var store = new TaskStore(database, new TaskStoreOptions(), _time, NullLogger.Instance);
        var gate = database.Hold(batch => batch.Settings.Count > 0);
        var rest = store.WriteSettingAsync("name", "value", default);
        await database.Entered;

        var arrival = store.CreateAsync(Samples.Task());
        if (two)
            await arrival;
        Assert.False(rest.IsCompleted);
        Assert.Equal(two, arrival.IsCompleted);

        gate.SetResult();
        await Task.WhenAll(rest, arrival);
    }

    [Fact]
    public async Task A_first_write_that_still_waits_in_the_queue_is_made_with_the_end()
    {
        await using var store = new TaskStore(_database, new TaskStoreOptions(), _time, NullLogger.Instance);
        var gate = _database.Hold(batch => batch.Settings.Count > 0);
        var rest = store.WriteSettingAsync("name", "value", default);
        await _database.Entered;
        var task = Samples.Task();
        var first = store.CreateSoon(task);
        first.Hurry();
        var end = store.CompleteAsync(Samples.Completed(task), [], first);

        gate.SetResult();
        await Task.WhenAll(rest, first.Completion, end);

        Assert.True(first.IsWithEnd);
        Assert.Equal([0, 1], _database.Ends);
        Assert.Equal([0, 0], _database.Creates);
    }

    [Fact]
    public async Task Where_answers_are_waited_for_the_last_of_them_ends_the_gathering()
    {
        await using var store = new TaskStore(_database, Forever, _time, NullLogger.Instance);
        var gate = _database.Hold(batch => batch.Settings.Count > 0);
        var rest = store.WriteSettingAsync("name", "value", default);
        await _database.Entered;
        var crowd = Served(store, 5).Select(served => served.End()).ToArray();
        gate.SetResult();
        await Task.WhenAll([rest, .. crowd]);

        var next = Served(store, 3);
        var ends = next.Take(2).Select(served => served.End()).ToArray();
        await Task.Yield();
        Assert.DoesNotContain(ends, end => end.IsCompleted);
        await Task.WhenAll([.. ends, next[2].End()]);

        Assert.Equal([0, 5, 3], _database.Ends);
    }

    [Fact]
    public async Task A_first_write_that_was_made_with_the_end_is_not_handed_in_again_and_no_crowd_is_forgotten_for_it()
    {
        await using (var store = new TaskStore(_database, Forever, _time, NullLogger.Instance))
        {
            var gate = _database.Hold(batch => batch.Settings.Count > 0);
            var rest = store.WriteSettingAsync("name", "value", default);
            await _database.Entered;
            var crowd = Served(store, 5);
            var ends = crowd.Select(served => served.End()).ToArray();
            gate.SetResult();
            await Task.WhenAll([rest, .. ends]);

            foreach (var (first, _) in crowd)
                first.Hurry();
            _ = Served(store, 1);
            _ = store.WriteSettingAsync("one", "value", default);
            _ = store.WriteSettingAsync("other", "value", default);
        }

        Assert.Equal(["one", "other"], _database.Batches.Last().Select(write => write.Name));
    }

    [Fact]
    public async Task A_task_that_could_not_be_written_with_its_end_was_not_accepted()
    {
        await using var store = new TaskStore(_database, new TaskStoreOptions(), _time, NullLogger.Instance);
        Assert.True(store.IsKeepingUp);
        _database.Away = true;
        var task = Samples.Task();
        var first = store.CreateSoon(task);
        var end = store.CompleteAsync(Samples.Completed(task), [], first);
        await AdvanceUntilAsync(() => end.IsCompleted);

        await Assert.ThrowsAsync<UnavailableException>(() => end);
        await Assert.ThrowsAsync<UnavailableException>(() => first.Completion);
        Assert.True(first.IsRefused);
        Assert.False(store.IsKeepingUp);

        _database.Away = false;
        var next = store.WriteSettingAsync("name", "value", default);
        await AdvanceUntilAsync(() => next.IsCompleted);
        Assert.True(store.IsKeepingUp);
    }

    /// <summary>Nothing happens because time is over.</summary>
    private static TaskStoreOptions Forever => new() { GatherTime = TimeSpan.FromHours(1), FirstWriteDelay = TimeSpan.FromHours(1) };

    /// <summary>Tasks whose callers wait for the answer, and how each ends.</summary>
    private static (FirstWrite First, Func<Task<bool>> End)[] Served(TaskStore store, int tasks) => [.. Enumerable.Range(0, tasks).Select(i =>
    {
        var task = Samples.Task($"prompt {i}");
        var first = store.CreateSoon(task);
        return (first, (Func<Task<bool>>)(() => store.CompleteAsync(Samples.Completed(task), [], first)));
    })];

    private static SettingWrite Setting(string name, string value = "") => new(name, value) { Subject = name };

    private static CompleteWrite End(int number) => new(null!, null!, [], []) { Subject = number };

    private GroupCommitter Start(TaskStoreOptions? options = null, EndPacer? pacer = null) =>
        _committer = new GroupCommitter(_database, options ?? new TaskStoreOptions { GatherTime = TimeSpan.Zero }, _time, NullLogger.Instance, pacer);

    private async Task AdvanceUntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            _time.Advance(TimeSpan.FromMilliseconds(25));
            await Task.Delay(1);
        }
    }

    /// <summary>Records what it is given and fails as it is told.</summary>
    private sealed class ScriptedDatabase : IDatabase
    {
        private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private volatile TaskCompletionSource? _gate;
        private Func<WriteBatch, bool> _held = _ => false;
        private volatile bool _away;
        private int _failures;

        public bool Away { get => _away; set => _away = value; }

        public int Failures => Volatile.Read(ref _failures);

        public Func<SettingWrite, bool> Refuse { get; set; } = _ => false;

        public Task Entered => _entered.Task;

        public ConcurrentQueue<SettingWrite[]> Batches { get; } = [];

        /// <summary>Ends of tasks in each batch.</summary>
        public ConcurrentQueue<int> Ends { get; } = [];

        /// <summary>New tasks in each batch.</summary>
        public ConcurrentQueue<int> Creates { get; } = [];

        public SqlDialect Dialect { get; } = new(id => id, (_, _) => default, "", "", "", "", false, DocumentFormat.Compact, "");

        /// <summary>Makes batches wait, all or some.</summary>
        public TaskCompletionSource Hold(Func<WriteBatch, bool>? which = null)
        {
            _held = which ?? (_ => true);
            return _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        public int FewestEnds => int.MaxValue;

        public bool TakesTwoWriters { get; init; }

        public Task SumUpAsync(long first, long end) => throw new NotSupportedException();

        public async Task CommitAsync(WriteBatch batch)
        {
            _entered.TrySetResult();
            if (_gate is { } gate && _held(batch))
                await gate.Task;
            if (Away)
            {
                Interlocked.Increment(ref _failures);
                throw new TimeoutException("away");
            }

            if (batch.Settings.Any(Refuse))
                throw new InvalidOperationException("refused");
            Batches.Enqueue([.. batch.Settings]);
            Ends.Enqueue(batch.Completes.Count);
            Creates.Enqueue(batch.Creates.Count);
            foreach (var write in batch.All.OfType<WriteRequest<bool>>())
                write.Outcome = true;
        }

        public bool IsTransient(Exception error) => error is TimeoutException;

        public string Describe(Exception error) => error.Message;

        public Task InitializeAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<T> ReadAsync<T>(Func<DbConnection, CancellationToken, Task<T>> read, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<T> ReadSumsAsync<T>(Func<DbConnection, CancellationToken, Task<T>> read, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
