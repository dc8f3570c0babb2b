using FsCheck.Xunit;

namespace Orchestrator.Routing.Tests.Statistics;

public sealed class WeightOptimizerTests
{
    private static readonly WeightVersion Start = new(0, ScoreWeights.Default, null, 0);

    private static WeightSample Sample(double cost, double availability, double failure, double latency, double utility) => new(
        [
            new CandidateAssessment(ComputeTarget.Cpu, "s", "e", "m", null, 0, 0, 0.5,
                [new("cost", 0.3, cost), new("availability", 0.3, availability), new("failure", 0.2, failure), new("latency", 0.2, latency)]),
        ],
        ComputeTarget.Cpu,
        utility);

    private static double[] Values(ScoreWeights weights) => [weights.Cost, weights.Availability, weights.Failure, weights.Latency];

    [Fact]
    public void A_term_that_went_with_poor_outcomes_gains_weight()
    {
        var random = new Random(1);
        var history = Enumerable.Range(0, 500).Select(_ =>
        {
            var latency = random.NextDouble();
            return Sample(random.NextDouble(), random.NextDouble(), random.NextDouble(), latency, 1 - latency);
        }).ToArray();
        var next = WeightOptimizer.Improve(Start, history, Make.Noon);
        Assert.Equal((1, 500, Make.Noon), (next.Version, next.Outcomes, next.LearnedAt));
        Assert.True(next.Weights.Latency > Start.Weights.Latency + 0.02);
        Assert.True(next.Weights.Cost < Start.Weights.Cost);
    }

    [Fact]
    public void Too_little_history_changes_nothing() =>
        Assert.Same(Start, WeightOptimizer.Improve(Start, [.. Enumerable.Range(0, WeightOptimizer.LeastSamples - 1).Select(i => Sample(i, 0, 0, 0, i))], Make.Noon));

    [Fact]
    public void Samples_without_the_four_terms_or_a_utility_are_left_out() =>
        Assert.Same(Start, WeightOptimizer.Improve(
            Start,
            [.. Enumerable.Range(0, 500).Select(i => i % 2 == 0 ? Sample(0, 0, 0, 0, double.NaN) : Sample(0, 0, 0, 0, 1) with { Target = ComputeTarget.Gpu })],
            Make.Noon));

    /// <summary>One target's latencies a hundred times too high, utilities of any size: the weights stay weights and near where they were.</summary>
    [Property(MaxTest = 40)]
    public bool A_poisoned_history_moves_no_weight_further_than_the_step(int seed, double poison)
    {
        var random = new Random(seed);
        var history = Enumerable.Range(0, 300).Select(i => Sample(
            random.NextDouble(), random.NextDouble(), random.NextDouble(), i % 3 == 0 ? 100 * random.NextDouble() : random.NextDouble(), i % 3 == 0 ? poison : random.NextDouble())).ToArray();
        var start = new ScoreWeights(random.NextDouble(), random.NextDouble(), random.NextDouble(), random.NextDouble()).Normalized();
        var next = Values(WeightOptimizer.Improve(new WeightVersion(3, start, null, 0), history, Make.Noon).Weights);
        return Math.Abs(next.Sum() - 1) < 1e-9
            && next.All(weight => weight >= 0)
            && next.Zip(Values(start)).All(pair => Math.Abs(pair.First - pair.Second) <= WeightOptimizer.MaximumStep + 1e-9);
    }
}
