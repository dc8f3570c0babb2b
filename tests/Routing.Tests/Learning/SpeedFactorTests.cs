namespace Orchestrator.Routing.Tests.Learning;

public sealed class SpeedFactorTests
{
    [Fact]
    public void It_learns_a_steady_factor()
    {
        var factor = new SpeedFactor();
        for (var i = 0; i < 200; i++)
            factor.Observe(1.0, 1.4);

        Assert.Equal(1.4, factor.Value, 0.02);
    }

    [Fact]
    public void One_absurd_measurement_moves_it_little()
    {
        var factor = new SpeedFactor();
        factor.Observe(1.0, 100.0);

        Assert.InRange(factor.Value, 1.0, 1.2);
    }

    [Fact]
    public void It_follows_a_sudden_change_within_a_dozen_measurements()
    {
        var factor = new SpeedFactor();
        for (var i = 0; i < 100; i++)
            factor.Observe(1.0, 1.0);
        for (var i = 0; i < 12; i++)
            factor.Observe(1.0, 6.0);

        Assert.InRange(factor.Value, 4.5, 6.5);
    }

    [Fact]
    public void Changing_signs_are_no_sudden_change()
    {
        var factor = new SpeedFactor();
        for (var i = 0; i < 100; i++)
            factor.Observe(1.0, i % 2 == 0 ? 3.0 : 1.0 / 3.0);

        Assert.InRange(factor.Value, 0.8, 1.25);
    }

    [Fact]
    public void A_mean_is_exact_while_few_values_came_and_bounded_after()
    {
        var mean = new RunningMean(0.0, 0.0, 10.0);
        foreach (var value in new[] { 2.0, 4.0, 6.0 })
            mean.Observe(value);
        Assert.Equal(4.0, mean.Value, 9);

        for (var i = 0; i < 100; i++)
            mean.Observe(4.0);
        mean.Observe(1000.0);
        Assert.Equal(4.0 + (996.0 / 10.0), mean.Value, 6);
    }
}
