namespace Orchestrator.Routing.Tests.Learning;

public sealed class TaskStakeTests
{
    private static readonly TaskStake Stake = new(1.0, 0.4, 10.0);

    [Theory]
    [InlineData(0.0, 1.0)]
    [InlineData(10.0, 1.0)]
    [InlineData(15.0, 0.5)]
    [InlineData(20.0, 0.0)]
    [InlineData(100.0, 0.0)]
    public void A_known_latency_has_the_timeliness_of_the_definition(double latency, double expected) =>
        Assert.Equal(expected, Stake.ExpectedTimeliness(latency, 0.0), 9);

    [Theory]
    [InlineData(4.0, 3.0)]
    [InlineData(10.0, 2.0)]
    [InlineData(14.0, 6.0)]
    [InlineData(25.0, 4.0)]
    public void An_uncertain_latency_has_the_mean_timeliness_of_many_draws(double mean, double deviation)
    {
        var random = new Random(1);
        var sum = 0.0;
        const int draws = 200_000;
        for (var i = 0; i < draws; i++)
        {
            var normal = Math.Sqrt(-2.0 * Math.Log(1.0 - random.NextDouble())) * Math.Cos(2.0 * Math.PI * random.NextDouble());
            sum += Math.Clamp(2.0 - ((mean + (deviation * normal)) / 10.0), 0.0, 1.0);
        }

        Assert.Equal(sum / draws, Stake.ExpectedTimeliness(mean, deviation), 0.005);
    }

    [Fact]
    public void In_time_is_even_when_the_mean_is_the_limit() => Assert.Equal(0.5, Stake.InTime(10.0, 3.0), 6);

    [Fact]
    public void A_policy_gives_value_weight_and_limit()
    {
        var stake = TaskStake.Of(PolicySettings.Default, TaskPriority.Urgent, 5_000.0);

        Assert.Equal(new TaskStake(4.0, 0.1, 5.0), stake);
    }
}
