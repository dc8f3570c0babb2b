namespace Orchestrator.Routing.Tests.Statistics;

public sealed class OutcomeStatisticsTests
{
    private static readonly ServicePriors Priors = ServicePriors.Default;

    private static ServicePrediction Predict(OutcomeStatistics statistics, DateTimeOffset? at = null, TaskType type = TaskType.Chat, int input = 100, int output = 200) =>
        statistics.Predict(ComputeTarget.Gpu, "some-model", type, input, output, at ?? Make.Noon);

    private static OutcomeStatistics After(int count, Func<int, AttemptOutcome> outcome)
    {
        var statistics = new OutcomeStatistics();
        for (var i = 0; i < count; i++)
            statistics.Record(outcome(i), Make.Noon);
        return statistics;
    }

    [Fact]
    public void Without_outcomes_the_priors_speak()
    {
        var prediction = Predict(new OutcomeStatistics());
        Assert.Equal(Priors.Gpu.ServiceMs(TaskType.Chat, 100, 200), prediction.ServiceMs, 6);
        Assert.Equal((Priors.Gpu.SuccessRate, 200.0, 0.0), (prediction.SuccessRate, prediction.OutputTokens, prediction.Samples));
    }

    [Fact]
    public void A_prediction_follows_outcomes_ratings_and_priors_at_once()
    {
        var statistics = new OutcomeStatistics();
        var before = Predict(statistics);
        statistics.Record(Make.Outcome(serviceMs: 5 * Priors.Gpu.ServiceMs(TaskType.Chat, 100, 100)), Make.Noon);
        var recorded = Predict(statistics);
        statistics.RecordFeedback(ComputeTarget.Gpu, "some-model", TaskType.Chat, 1, Make.Noon);
        var rated = Predict(statistics);
        statistics.Priors = Priors with { Gpu = Priors.Gpu with { SuccessRate = 0.5 } };
        var withPriors = Predict(statistics);
        Assert.True(before.ServiceMs < recorded.ServiceMs && recorded.Quality < rated.Quality && withPriors.SuccessRate < rated.SuccessRate);
    }

    [Fact]
    public void A_slower_engine_is_learned_from_tasks_of_any_length()
    {
        var statistics = After(60, i => Make.Outcome(input: 50 * (i + 1), output: 200, serviceMs: 3 * Priors.Gpu.ServiceMs(TaskType.Chat, 50 * (i + 1), 200)));
        Assert.InRange(Predict(statistics, input: 1000).ServiceMs / Priors.Gpu.ServiceMs(TaskType.Chat, 1000, 200), 2.8, 3.0);
    }

    [Fact]
    public void What_one_type_shows_of_a_models_speed_helps_the_others()
    {
        var statistics = After(60, _ => Make.Outcome(serviceMs: 3 * Priors.Gpu.ServiceMs(TaskType.Chat, 100, 100)));
        Assert.InRange(Predict(statistics, type: TaskType.Summarization).MsPerOutputToken / Priors.Gpu.MsPerOutputToken, 2.5, 3.0);
    }

    [Fact]
    public void The_length_of_answers_is_learned_by_type()
    {
        var statistics = After(60, _ => Make.Outcome(output: 20));
        Assert.InRange(Predict(statistics).OutputTokens, 20, 40);
        Assert.Equal(300, Predict(statistics, type: TaskType.Reasoning, output: 300).OutputTokens);
    }

    [Fact]
    public void A_callers_limit_bounds_the_learned_length()
    {
        var statistics = After(60, _ => Make.Outcome(output: 500));
        Assert.Equal(10, Predict(statistics, output: 10).OutputTokens);
        Assert.InRange(Predict(statistics).OutputTokens, 450, 500);
    }

    [Fact]
    public void Failures_lower_the_success_rate() =>
        Assert.InRange(Predict(After(60, i => Make.Outcome(succeeded: i % 2 == 0, fault: i % 2 == 0 ? null : EngineFault.Broken))).SuccessRate, 0.48, 0.56);

    [Theory]
    [InlineData(true, false, null)]
    [InlineData(false, true, null)]
    [InlineData(false, false, EngineFault.BadRequest)]
    [InlineData(false, false, EngineFault.Refused)]
    [InlineData(false, false, EngineFault.TooLong)]
    public void Cancelled_runs_cold_starts_and_bad_prompts_are_left_out(bool cancelled, bool cold, EngineFault? fault) =>
        Assert.Empty(After(5, _ => Make.Outcome(succeeded: false, cancelled: cancelled, cold: cold, fault: fault)).Snapshot().Cells);

    [Fact]
    public void Outcomes_fade_with_time()
    {
        var statistics = After(20, _ => Make.Outcome(succeeded: false, fault: EngineFault.Broken));
        var (now, later, muchLater) = (Predict(statistics), Predict(statistics, Make.Noon.AddHours(6)), Predict(statistics, Make.Noon.AddDays(30)));
        Assert.Equal(now.Samples / 2, later.Samples, 6);
        Assert.True(now.SuccessRate < later.SuccessRate && later.SuccessRate < muchLater.SuccessRate);
        Assert.Equal(Priors.Gpu.SuccessRate, muchLater.SuccessRate, 3);
    }

    [Fact]
    public void A_change_shows_after_a_few_dozen_outcomes_whatever_went_before()
    {
        var statistics = After(10_000, _ => Make.Outcome());
        for (var i = 0; i < 60; i++)
            statistics.Record(Make.Outcome(succeeded: false, fault: EngineFault.Broken), Make.Noon.AddMinutes(1));
        Assert.True(Predict(statistics, Make.Noon.AddMinutes(1)).SuccessRate < 0.5);
    }

    [Fact]
    public void An_absurd_latency_counts_as_twenty_times_the_expected_one() =>
        Assert.InRange(Predict(After(1000, _ => Make.Outcome(serviceMs: 1e12))).MsPerOutputToken / Priors.Gpu.MsPerOutputToken, 15, 20);

    [Fact]
    public void Ratings_move_the_quality()
    {
        var statistics = new OutcomeStatistics();
        for (var i = 0; i < 20; i++)
            statistics.RecordFeedback(ComputeTarget.Gpu, "some-model", TaskType.Chat, 1, Make.Noon);
        Assert.True(Predict(statistics).Quality > 0.9);
        Assert.Throws<ArgumentOutOfRangeException>(() => statistics.RecordFeedback(ComputeTarget.Gpu, "some-model", TaskType.Chat, 1.1, Make.Noon));
    }

    [Fact]
    public void A_restored_snapshot_predicts_the_same()
    {
        var statistics = After(30, i => Make.Outcome(serviceMs: 500 + i, output: i));
        Assert.Equal(Predict(statistics), Predict(new OutcomeStatistics(restored: statistics.Snapshot())));
        Assert.Equal(
            statistics.MeanServiceMs(ComputeTarget.Gpu, "some-model", 1, Make.Noon),
            new OutcomeStatistics(restored: statistics.Snapshot()).MeanServiceMs(ComputeTarget.Gpu, "some-model", 1, Make.Noon));
    }

    [Fact]
    public void A_prediction_allocates_nothing()
    {
        var statistics = After(5, _ => Make.Outcome());
        Predict(statistics);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Predict(statistics);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
