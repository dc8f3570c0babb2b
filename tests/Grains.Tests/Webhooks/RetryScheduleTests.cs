namespace Orchestrator.Grains.Tests.Webhooks;

public sealed class RetryScheduleTests
{
    [Fact]
    public void Six_tries_take_about_ten_minutes()
    {
        var pauses = Enumerable.Range(1, RetrySchedule.MostTries).Select(tries => RetrySchedule.PauseAfter(tries, 0.5)).ToArray();

        Assert.Equal([20, 40, 80, 160, 320, null], pauses.Select(pause => pause?.TotalSeconds));
    }

    [Theory]
    [InlineData(0, 16)]
    [InlineData(1, 24)]
    public void Jitter_moves_a_pause_by_a_fifth_at_most(double random, double seconds) =>
        Assert.Equal(seconds, RetrySchedule.PauseAfter(1, random)!.Value.TotalSeconds, precision: 6);
}
