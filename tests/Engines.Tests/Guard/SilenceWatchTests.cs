using Microsoft.Extensions.Time.Testing;

namespace Orchestrator.Engines.Tests;

public sealed class SilenceWatchTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private readonly FakeTimeProvider _time = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly SilenceWatch _watch;

    public SilenceWatchTests() => _watch = new SilenceWatch(Limit, _stop, _time);

    public void Dispose()
    {
        _watch.Dispose();
        _stop.Dispose();
    }

    [Fact]
    public void Silence_ends_the_stream_at_its_limit_and_not_before()
    {
        _watch.Begin();
        _time.Advance(Limit - TimeSpan.FromMilliseconds(1));
        Assert.False(_stop.IsCancellationRequested);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(_stop.IsCancellationRequested);
        Assert.True(_watch.WasTooLong);
    }

    [Fact]
    public void Each_wait_counts_from_its_own_start()
    {
        for (var token = 0; token < 5; token++)
        {
            _watch.Begin();
            _time.Advance(TimeSpan.FromSeconds(9));
            _watch.End();
        }

        Assert.False(_stop.IsCancellationRequested);
        _watch.Begin();
        _time.Advance(TimeSpan.FromSeconds(9.9));
        Assert.False(_stop.IsCancellationRequested);
        _time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.True(_stop.IsCancellationRequested);
    }

    [Fact]
    public void A_reader_that_takes_its_time_is_no_silence()
    {
        _watch.Begin();
        _watch.End();
        _time.Advance(TimeSpan.FromHours(1));
        Assert.False(_stop.IsCancellationRequested);
    }

    [Fact]
    public void After_the_end_of_the_stream_nothing_happens()
    {
        _watch.Begin();
        _watch.Dispose();
        _time.Advance(TimeSpan.FromHours(1));
        Assert.False(_stop.IsCancellationRequested);
    }
}
