using Orchestrator.Engines;

namespace Orchestrator.LlamaHost.Tests;

public sealed class RestartBackoffTests
{
    [Fact]
    public void The_first_restart_comes_within_a_quarter_second() =>
        Assert.True(new RestartBackoff().Next(TimeSpan.Zero) <= TimeSpan.FromMilliseconds(250));

    [Fact]
    public void Waits_double_up_to_half_a_minute()
    {
        var backoff = new RestartBackoff();
        var waits = Enumerable.Range(0, 12).Select(_ => backoff.Next(TimeSpan.Zero)).ToList();
        Assert.Equal(TimeSpan.FromMilliseconds(200), waits[1]);
        Assert.Equal(waits.Order(), waits);
        Assert.Equal(TimeSpan.FromSeconds(30), waits[^1]);
    }

    [Fact]
    public void A_process_that_lived_long_starts_the_series_anew()
    {
        var backoff = new RestartBackoff();
        for (var i = 0; i < 8; i++) backoff.Next(TimeSpan.FromSeconds(59));
        Assert.Equal(TimeSpan.FromMilliseconds(100), backoff.Next(TimeSpan.FromMinutes(1)));
    }
}
