namespace Orchestrator.Routing.Tests.Learning;

public sealed class EvaluationTests
{
    private static readonly double[] Rewards = [0.2, 0.8];

    /// <summary>A log in which arm 0 was taken with probability 0.7, and another policy that always takes arm 1.</summary>
    private static LoggedReward[] Log(int count, int seed, double predictedError = 0.0, bool model = false)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            var arm = random.NextDouble() < 0.7 ? 0 : 1;
            var reward = Rewards[arm] + (0.4 * (random.NextDouble() - 0.5));
            return new LoggedReward(
                reward, arm == 0 ? 0.7 : 0.3, arm == 1 ? 1.0 : 0.0, model ? Rewards[arm] + predictedError : 0.0, model ? Rewards[1] + predictedError : 0.0);
        })];
    }

    [Fact]
    public void Another_policy_is_estimated_from_a_log_that_mostly_did_something_else()
    {
        var estimate = OffPolicyEvaluation.Estimate(Log(4000, 1));

        Assert.Equal(0.8, estimate.InversePropensity!.Value.Mean, 0.02);
        Assert.InRange(estimate.EffectiveRows, 1000, 1400);
    }

    [Fact]
    public void The_interval_holds_the_truth_about_nineteen_times_of_twenty()
    {
        var held = Enumerable.Range(0, 300).Count(seed => OffPolicyEvaluation.Estimate(Log(400, seed)).InversePropensity is { } estimate && estimate.Low <= 0.8 && 0.8 <= estimate.High);

        Assert.InRange(held, 270, 297);
    }

    [Fact]
    public void A_wrong_model_does_not_spoil_the_doubly_robust_estimate() =>
        Assert.Equal(0.8, OffPolicyEvaluation.Estimate(Log(4000, 2, predictedError: 0.3, model: true)).DoublyRobust.Mean, 0.04);

    [Fact]
    public void A_good_model_narrows_it()
    {
        static double Width(IntervalEstimate estimate) => estimate.High - estimate.Low;

        Assert.True(Width(OffPolicyEvaluation.Estimate(Log(1000, 3, model: true)).DoublyRobust) < Width(OffPolicyEvaluation.Estimate(Log(1000, 3)).DoublyRobust) / 2.0);
    }

    [Fact]
    public void A_policy_the_log_never_agrees_with_has_no_propensity_estimate()
    {
        var estimate = OffPolicyEvaluation.Estimate([new LoggedReward(1.0, 1.0, 0.0), new LoggedReward(0.5, 1.0, 0.0)]);

        Assert.Null(estimate.InversePropensity);
        Assert.Equal(0.0, estimate.EffectiveRows);
    }

    [Fact]
    public void A_propensity_of_zero_is_refused() => Assert.Throws<ArgumentException>(() => OffPolicyEvaluation.Estimate([new LoggedReward(1.0, 0.0, 1.0)]));

    [Fact]
    public void A_canary_covers_its_share_and_always_the_same_tasks()
    {
        var canary = new Canary(0.1);
        Guid[] tasks = [.. Enumerable.Range(0, 20_000).Select(i => new Guid(i, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8))];

        Assert.Equal(0.1, tasks.Count(canary.Covers) / 20_000.0, 0.01);
        Assert.Equal(tasks.Where(canary.Covers), tasks.Where(new Canary(0.1).Covers));
        Assert.All(tasks.Where(canary.Covers), task => Assert.True(new Canary(0.3).Covers(task)));
    }

    [Fact]
    public void A_candidate_that_fails_more_often_is_rolled_back()
    {
        var canary = Run(candidateFailures: 0.25, seed: 1);

        Assert.StartsWith("The candidate fails more often", canary.RollBackBecause, StringComparison.Ordinal);
    }

    [Fact]
    public void A_candidate_that_costs_more_is_rolled_back() =>
        Assert.StartsWith("The candidate costs more", Run(candidateFailures: 0.02, seed: 1, candidateCost: 2.0).RollBackBecause, StringComparison.Ordinal);

    [Fact]
    public void An_equal_candidate_is_seldom_rolled_back_however_often_one_looks() =>
        Assert.InRange(Enumerable.Range(0, 100).Count(seed => Run(candidateFailures: 0.02, seed).RollBackBecause is not null), 0, 5);

    private static Canary Run(double candidateFailures, int seed, double candidateCost = 1.0)
    {
        var (canary, random) = (new Canary(0.2), new Random(seed));
        for (var i = 0; i < 3000 && canary.RollBackBecause is null; i++)
        {
            var candidate = random.NextDouble() < 0.2;
            canary.Observe(
                candidate, random.NextDouble() >= (candidate ? candidateFailures : 0.02), 0.5 + (0.3 * random.NextDouble()), (candidate ? candidateCost : 1.0) * random.NextDouble());
        }

        return canary;
    }
}
