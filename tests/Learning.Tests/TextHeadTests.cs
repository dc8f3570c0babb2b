using Orchestrator.Routing;

namespace Orchestrator.Learning.Tests;

public sealed class TextHeadTests
{
    private static readonly string[] Easy = ["capital", "colour", "animal", "city", "name"];
    private static readonly string[] Hard = ["integral", "theorem", "proof", "modulus", "tensor"];

    private static (TextRow Row, double Gain)[] Prompts(int count, int seed)
    {
        var random = new Random(seed);
        var features = new PromptFeatures();
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            var hard = random.Next(2) == 0;
            var words = hard ? Hard : Easy;
            var text = $"please tell me about the {words[random.Next(5)]} and {words[random.Next(5)]} number {random.Next(100)}";
            return (TextRow.From(features, text), hard && random.NextDouble() < 0.8 ? 1.0 : 0.0);
        })];
    }

    [Fact]
    public void A_head_finds_the_prompts_that_need_the_strong_model()
    {
        var (train, test) = (Prompts(600, 1), Prompts(400, 2));
        var head = TextHeadTrainer.Train([.. train.Select(pair => pair.Row)], [.. train.Select(pair => pair.Gain)], new TextHeadOptions());

        double[] scores = [.. test.Select(pair => head.Score(pair.Row.Words, pair.Row.LogLength))];

        Assert.True(RoutingCurve.AveragePerformanceGapRecovered(scores, [.. test.Select(pair => pair.Gain)]) > 0.7);
    }

    [Fact]
    public void Scores_are_centred_on_the_mean_gain()
    {
        var train = Prompts(600, 1);
        double[] gains = [.. train.Select(pair => pair.Gain)];
        var head = TextHeadTrainer.Train([.. train.Select(pair => pair.Row)], gains, new TextHeadOptions());

        Assert.Equal(gains.Average(), train.Average(pair => head.Score(pair.Row.Words, pair.Row.LogLength)), 0.05);
    }

    [Fact]
    public void A_perfect_order_recovers_the_gap_at_once()
    {
        double[] gains = [1.0, 0.0, 0.0, 1.0];

        // Half of the calls recover everything: the area is 1/4 of a triangle less than 1.
        Assert.Equal(0.75, RoutingCurve.AveragePerformanceGapRecovered([0.9, 0.1, 0.2, 0.8], gains), 9);
        Assert.Equal(0.5, RoutingCurve.CallPerformanceThreshold([0.9, 0.1, 0.2, 0.8], gains, 0.8), 9);
    }

    [Fact]
    public void A_random_order_recovers_half_on_average()
    {
        var random = new Random(5);
        double[] gains = [.. Enumerable.Range(0, 5000).Select(_ => random.Next(4) == 0 ? 1.0 : 0.0)];

        Assert.Equal(0.5, RoutingCurve.AveragePerformanceGapRecovered([.. gains.Select(_ => random.NextDouble())], gains), 0.03);
    }

    [Fact]
    public void Isotonic_calibration_never_falls_and_follows_the_shares()
    {
        var random = new Random(9);
        double[] scores = [.. Enumerable.Range(0, 3000).Select(_ => random.NextDouble())];
        bool[] outcomes = [.. scores.Select(score => random.NextDouble() < score * score)];

        var curve = IsotonicRegression.Fit(scores, outcomes);

        Assert.Equal(curve.Probabilities.Order(), curve.Probabilities);
        Assert.Equal(0.25, curve.Of(0.5), 0.08);
        Assert.Equal(0.64, curve.Of(0.8), 0.08);
    }
}
