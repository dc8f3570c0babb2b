using Orchestrator.Routing;

namespace Orchestrator.Learning.Tests;

public sealed class OutcomeTrainerTests
{
    private static readonly Lazy<OutcomeModel> Trained = new(() => SyntheticOutcomes.Train());

    private static TrainingResult Train(IReadOnlyList<TrainingRow> rows, OutcomeModel? active = null) =>
        OutcomeTrainer.Train(rows, active, new TrainingOptions(), "v2", DateTimeOffset.UnixEpoch);

    [Fact]
    public void Too_few_rows_are_counted_and_nothing_is_trained()
    {
        var result = Train(SyntheticOutcomes.Rows(400));

        Assert.Null(result.Model);
        Assert.StartsWith("400 outcomes, 1000 are needed", result.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Probabilities_mean_what_they_say()
    {
        var metrics = Trained.Value.Metrics;

        Assert.Equal(800, metrics.Rows);
        Assert.Equal(metrics.Rows, metrics.Reliability.Sum(bin => bin.Rows));
        Assert.InRange(metrics.CalibrationError, 0.0, 0.05);
        Assert.InRange(metrics.Brier, 0.0, 0.12);
    }

    [Fact]
    public void A_target_that_takes_twice_its_forecast_is_found_out()
    {
        var features = new float[OutcomeFeatures.Count];
        Array.Fill(features, 0.5f);

        Assert.Equal(2.0, Math.Exp(Trained.Value[ComputeTarget.Cpu]!.LogService.Predict(features)), 0.1);
        Assert.Equal(1.0, Math.Exp(Trained.Value[ComputeTarget.Gpu]!.LogService.Predict(features)), 0.1);
    }

    [Fact]
    public void A_target_without_outcomes_gets_no_trees() => Assert.Null(Trained.Value[ComputeTarget.Cloud]);

    [Fact]
    public void A_task_near_its_deadline_is_less_likely_in_time()
    {
        var (early, late) = (new float[OutcomeFeatures.Count], new float[OutcomeFeatures.Count]);
        Array.Fill(early, 0.5f);
        Array.Fill(late, 0.5f);
        (early[^1], late[^1]) = (0.1f, 0.9f);
        var gpu = Trained.Value[ComputeTarget.Gpu]!;

        Assert.True(gpu.Calibration.Of(gpu.Success.Predict(early)) > 0.85);
        Assert.True(gpu.Calibration.Of(gpu.Success.Predict(late)) < 0.15);
    }

    [Fact]
    public void A_first_model_that_beats_the_forecast_without_trees_is_promoted() => Assert.True(Train(SyntheticOutcomes.Rows(4000)).Verdict!.Promoted);

    [Fact]
    public void A_first_model_that_is_worse_than_the_forecast_is_not_promoted()
    {
        TrainingRow[] known = [.. SyntheticOutcomes.Rows(4000).Select(row => row with { ForecastInTime = row.InTime ? 1.0 : 0.0 })];

        Assert.False(Train(known).Verdict!.Promoted);
    }

    [Fact]
    public void An_equal_model_is_promoted_because_it_is_no_worse() =>
        Assert.True(Train(SyntheticOutcomes.Rows(4000), Trained.Value).Verdict!.Promoted);

    [Fact]
    public void A_model_of_noise_does_not_replace_one_that_knows()
    {
        var random = new Random(2);
        TrainingRow[] noise = [.. SyntheticOutcomes.Rows(4000).Select(row => row with { InTime = random.Next(2) == 0 })];
        var blind = Train(noise).Model!;

        var verdict = Promotion.Judge(blind, Trained.Value, SyntheticOutcomes.Rows(1000, seed: 77), new Random(1));

        Assert.False(verdict.Promoted);
        Assert.True(verdict.Low <= verdict.Difference && verdict.Difference <= verdict.High);
        Assert.StartsWith("Not promoted", verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_remembers_the_range_it_was_trained_on()
    {
        var range = Trained.Value.Ranges[3];

        Assert.True(range.Covers(0.5f));
        Assert.True(range.Covers(1.05f));
        Assert.False(range.Covers(1.5f));
        Assert.False(range.Covers(-0.5f));
    }
}
