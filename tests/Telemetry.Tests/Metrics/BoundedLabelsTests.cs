using Orchestrator.Grains;

namespace Orchestrator.Telemetry.Tests.Metrics;

public sealed class BoundedLabelsTests
{
    [Fact]
    public void The_first_names_stay_and_the_rest_become_other()
    {
        var labels = new BoundedLabels(2);

        Assert.Equal(["a", "b", "a", "other", "b"], new[] { "a", "b", "a", "c", "b" }.Select(labels.Of));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void No_name_is_other_and_takes_no_place(string? name)
    {
        var labels = new BoundedLabels(1);

        Assert.Equal("other", labels.Of(name));
        Assert.Equal("real", labels.Of("real"));
    }

    [Fact]
    public void A_name_longer_than_any_model_s_is_other() => Assert.Equal("other", new BoundedLabels(9).Of(new string('x', BoundedLabels.MaxLength + 1)));

    [Fact]
    public void A_bound_below_one_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => new BoundedLabels(0));

    [Fact]
    public void Ten_thousand_names_from_many_threads_leave_no_more_than_the_bound()
    {
        var labels = new BoundedLabels(20);

        var seen = Enumerable.Range(0, 10_000).AsParallel().Select(i => labels.Of($"model-{i}")).Distinct().ToList();

        Assert.InRange(seen.Count, 20, 21);
        Assert.Contains("other", seen);
    }
}
