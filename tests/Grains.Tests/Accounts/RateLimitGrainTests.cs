using Microsoft.Extensions.Time.Testing;

namespace Orchestrator.Grains.Tests.Accounts;

public sealed class RateLimitGrainTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly RateLimitGrain _grain;

    public RateLimitGrainTests() => _grain = new RateLimitGrain(_time);

    [Fact]
    public async Task The_limit_passes_and_the_next_request_does_not()
    {
        for (var i = 0; i < 3; i++)
            Assert.True((await _grain.Take(3)).Allowed);

        var refused = await _grain.Take(3);

        Assert.False(refused.Allowed);
        Assert.Equal((3, 0), (refused.Limit, refused.Remaining));
        Assert.Equal(60, refused.RetryAfterSeconds);
    }

    [Fact]
    public async Task The_window_slides_it_does_not_jump()
    {
        await _grain.Take(2);
        _time.Advance(TimeSpan.FromSeconds(40));
        await _grain.Take(2);
        _time.Advance(TimeSpan.FromSeconds(19));
        Assert.Equal(1, (await _grain.Take(2)).RetryAfterSeconds);

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True((await _grain.Take(2)).Allowed);
        Assert.False((await _grain.Take(2)).Allowed);
    }

    [Fact]
    public async Task A_refused_request_does_not_count()
    {
        await _grain.Take(1);
        await _grain.Take(1);
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.True((await _grain.Take(1)).Allowed);
    }

    [Fact]
    public async Task A_lowered_limit_holds_at_once()
    {
        for (var i = 0; i < 5; i++)
            await _grain.Take(10);

        var refused = await _grain.Take(2);

        Assert.False(refused.Allowed);
        Assert.InRange(refused.RetryAfterSeconds, 1, 60);
    }

    [Fact]
    public async Task A_limit_below_one_is_refused() =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => _grain.Take(0));
}
