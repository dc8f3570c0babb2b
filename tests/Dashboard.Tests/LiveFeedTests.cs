using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Orchestrator.Dashboard.Fakes;
using Orchestrator.Grains.Interfaces;

namespace Orchestrator.Dashboard.Tests;

/// <summary>One reader for all watchers, none for none.</summary>
public sealed class LiveFeedTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly FakeData _data = new();
    private readonly LiveFeed _feed;

    public LiveFeedTests() => _feed = new LiveFeed(_data, new DashboardOptions(), _time, NullLoggerFactory.Instance);

    [Fact]
    public async Task Two_watchers_of_a_topic_share_each_read()
    {
        var (one, other) = (new Seen(), new Seen());
        using var first = _feed.Watch(Topics.Policy, one.Add);
        using var second = _feed.Watch(Topics.Policy, other.Add);
        await one.Until(reading => reading.Value is not null);
        await other.Until(reading => reading.Value is not null);
        Assert.Equal(1, _data.Calls);
        Assert.Equal(1, _feed.ReaderCount);
    }

    [Fact]
    public async Task A_topic_is_read_again_at_each_interval()
    {
        var seen = new Seen();
        using var watcher = _feed.Watch(Topics.Policy, seen.Add);
        await seen.Until(reading => reading.AsOf == _time.GetUtcNow());
        var start = _time.GetUtcNow();
        await Advance(() => seen.Latest.AsOf >= start + TimeSpan.FromSeconds(2));
        Assert.Equal(start + TimeSpan.FromSeconds(2), seen.Latest.AsOf);
    }

    [Fact]
    public async Task The_last_watcher_ends_the_reading()
    {
        var seen = new Seen();
        var watcher = _feed.Watch(Topics.Policy, seen.Add);
        await seen.Until(reading => reading.Value is not null);
        watcher.Dispose();
        watcher.Dispose();
        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(0, _feed.ReaderCount);
        Assert.Equal(1, _data.Calls);
    }

    [Fact]
    public async Task A_failure_keeps_the_last_value_and_the_time_since_when()
    {
        var seen = new Seen();
        using var watcher = _feed.Watch(Topics.Policy, seen.Add);
        await seen.Until(reading => reading.Value is not null);
        _data.Failure = new TimeoutException();
        await Advance(() => seen.Latest.Problem is not null);
        var since = seen.Latest.UnreachableSince;
        Assert.NotNull(seen.Latest.Value);
        Assert.Equal("The cluster does not answer in time.", seen.Latest.Problem);
        var told = seen.Count;
        await Advance(() => seen.Count > told);
        Assert.Equal(since, seen.Latest.UnreachableSince);
        _data.Failure = null;
        await Advance(() => seen.Latest.Problem is null);
        Assert.Null(seen.Latest.UnreachableSince);
    }

    [Fact]
    public async Task A_read_that_never_ends_counts_as_unreachable()
    {
        _data.Gate = new TaskCompletionSource().Task;
        var seen = new Seen();
        using var watcher = _feed.Watch(Topics.Policy, seen.Add);
        await Advance(() => seen.Latest.Problem is not null);
        Assert.Equal("The cluster does not answer in time.", seen.Latest.Problem);
    }

    [Fact]
    public async Task A_final_value_is_not_read_again()
    {
        _data.Tasks = [Sample.Task(5, _time.GetUtcNow(), new Random(3))];
        var seen = new TaskCompletionSource();
        using var watcher = _feed.Watch(Topics.Task(_data.Tasks[0].Id), reading =>
        {
            if (reading.Value is not null) seen.TrySetResult();
        });
        await seen.Task.WaitAsync(TimeSpan.FromSeconds(30));
        for (var i = 0; i < 5; i++) _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(1, _data.Calls);
    }

    // The reader arms its timer on another thread; a clock that moved before that is moved again.
    private async Task Advance(Func<bool> until)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!until())
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(20, limit.Token);
        }
    }

    private sealed class Seen
    {
        private volatile Reading<PolicyStatus> _latest = new();
        private int _count;

        public Reading<PolicyStatus> Latest => _latest;

        public int Count => Volatile.Read(ref _count);

        public void Add(Reading<PolicyStatus> reading)
        {
            _latest = reading;
            Interlocked.Increment(ref _count);
        }

        public async Task Until(Func<Reading<PolicyStatus>, bool> holds)
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            while (!holds(_latest)) await Task.Delay(5, limit.Token);
        }
    }
}
