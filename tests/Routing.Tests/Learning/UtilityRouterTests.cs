namespace Orchestrator.Routing.Tests.Learning;

public sealed class UtilityRouterTests
{
    private readonly ClusterView _view = Make.Everything;
    private readonly UtilityRouter _router = Learned.Router();

    private UtilityForecast Assess(ComputeTarget target, UtilityTask? task = null, double later = 0.0) =>
        _router.Assess(task ?? Learned.Task(), Learned.Engine(_view, target), Learned.Noon + later);

    private Guid Book(ComputeTarget target, UtilityTask? task = null, double later = 0.0)
    {
        var id = Guid.NewGuid();
        _router.Book(id, task ?? Learned.Task(), Learned.Engine(_view, target), Learned.Noon + later);
        return id;
    }

    [Fact]
    public void A_free_slot_means_no_wait() => Assert.Equal(0.0, Assess(ComputeTarget.Gpu).WaitSeconds);

    [Fact]
    public void What_was_handed_out_makes_the_next_one_wait()
    {
        Book(ComputeTarget.Cpu);
        Book(ComputeTarget.Cpu);

        Assert.True(Assess(ComputeTarget.Cpu).WaitSeconds > 1.0);
    }

    [Fact]
    public void Waiting_gets_shorter_as_time_goes_by()
    {
        Book(ComputeTarget.Cpu);
        Book(ComputeTarget.Cpu);

        Assert.True(Assess(ComputeTarget.Cpu, later: 5.0).WaitSeconds < Assess(ComputeTarget.Cpu).WaitSeconds - 2.0);
    }

    [Fact]
    public void A_higher_value_waits_only_for_its_like()
    {
        for (var i = 0; i < 6; i++)
            Book(ComputeTarget.Cpu);

        Assert.True(Assess(ComputeTarget.Cpu, Learned.Task(value: 4.0)).WaitSeconds < Assess(ComputeTarget.Cpu).WaitSeconds / 2.0);
    }

    [Fact]
    public void An_end_frees_the_slot()
    {
        var first = Book(ComputeTarget.Cpu);
        Book(ComputeTarget.Cpu);
        _router.Ended(first, Learned.Answer(ComputeTarget.Cpu, 9.0), Learned.Noon + 9.0);

        Assert.Equal(0.0, Assess(ComputeTarget.Cpu, later: 9.0).WaitSeconds);
    }

    [Fact]
    public void Forgetting_frees_the_slot_and_teaches_nothing()
    {
        var before = Assess(ComputeTarget.Cpu);
        var first = Book(ComputeTarget.Cpu);
        Book(ComputeTarget.Cpu);
        _router.Forget(first, Learned.Noon);

        Assert.Equal(0.0, Assess(ComputeTarget.Cpu).WaitSeconds);
        Assert.Equal(before.SuccessInTime, Assess(ComputeTarget.Gpu).SuccessInTime, 0.2);
    }

    [Fact]
    public void Booking_a_task_again_moves_it()
    {
        var id = Book(ComputeTarget.Cpu);
        Book(ComputeTarget.Cpu);
        _router.Book(id, Learned.Task(), Learned.Engine(_view, ComputeTarget.Cloud), Learned.Noon);

        Assert.Equal(0.0, Assess(ComputeTarget.Cpu).WaitSeconds);
    }

    [Fact]
    public void A_slow_engine_is_learned_from_its_answers()
    {
        var before = Assess(ComputeTarget.Cloud).ServiceSeconds;
        for (var i = 0; i < 30; i++)
            _router.Ended(Book(ComputeTarget.Cloud), Learned.Answer(ComputeTarget.Cloud, before * 6.0), Learned.Noon);

        Assert.InRange(Assess(ComputeTarget.Cloud).ServiceSeconds / before, 4.5, 7.5);
    }

    [Fact]
    public void Longer_answers_are_learned_per_type()
    {
        for (var i = 0; i < 50; i++)
            _router.Ended(Book(ComputeTarget.Gpu), Learned.Answer(ComputeTarget.Gpu, 12.0, output: 800), Learned.Noon);

        Assert.True(Assess(ComputeTarget.Gpu).ServiceSeconds > 8.0);
        Assert.True(Assess(ComputeTarget.Gpu, Learned.Task(TaskType.Classification, output: 12.0)).ServiceSeconds < 2.0);
    }

    [Fact]
    public void Failures_lower_the_chance_of_success_and_answers_raise_it_again()
    {
        var before = Assess(ComputeTarget.Gpu).SuccessInTime;
        for (var i = 0; i < 20; i++)
            _router.Ended(Book(ComputeTarget.Gpu), Learned.Failure(ComputeTarget.Gpu), Learned.Noon);
        var low = Assess(ComputeTarget.Gpu).SuccessInTime;
        for (var i = 0; i < 100; i++)
            _router.Ended(Book(ComputeTarget.Gpu), Learned.Answer(ComputeTarget.Gpu, 1.5), Learned.Noon);

        Assert.True(low < before - 0.2);
        Assert.True(Assess(ComputeTarget.Gpu).SuccessInTime > low + 0.15);
    }

    [Fact]
    public void A_cancelled_attempt_and_a_cold_start_teach_nothing()
    {
        var before = Assess(ComputeTarget.Gpu);
        _router.Ended(Book(ComputeTarget.Gpu), Make.Outcome(succeeded: false, cancelled: true), Learned.Noon);
        _router.Ended(Book(ComputeTarget.Gpu), Make.Outcome(cold: true, serviceMs: 60_000), Learned.Noon);

        Assert.Equal(before, Assess(ComputeTarget.Gpu));
    }

    [Fact]
    public void Work_on_the_same_processor_slows_the_neighbour()
    {
        var alone = Assess(ComputeTarget.Cpu).ServiceSeconds;
        Book(ComputeTarget.Quantized);

        Assert.True(Assess(ComputeTarget.Cpu).ServiceSeconds > alone * 1.2);
        Assert.Equal(Learned.Router().Assess(Learned.Task(), Learned.Engine(_view, ComputeTarget.Cloud), Learned.Noon).ServiceSeconds, Assess(ComputeTarget.Cloud).ServiceSeconds, 9);
    }

    [Fact]
    public void Utility_is_gain_minus_cost_minus_delay()
    {
        var forecast = Assess(ComputeTarget.Cloud);

        Assert.Equal(0.4 * 0.0001 / _router.ReferenceCostUsd, forecast.Cost, 9);
        Assert.Equal(forecast.Gain - forecast.Cost - forecast.Delay, forecast.Utility, 9);
        Assert.True(Assess(ComputeTarget.Gpu).Delay > 0.0);
    }

    [Fact]
    public void The_reference_cost_follows_what_tasks_cost_on_the_cloud()
    {
        for (var i = 0; i < 500; i++)
            _router.Forget(Book(ComputeTarget.Gpu, Learned.Task(cloudCost: 0.002)), Learned.Noon);

        Assert.Equal(0.002, _router.ReferenceCostUsd, 0.0002);
    }

    [Fact]
    public void Ratings_move_the_expected_quality()
    {
        for (var i = 0; i < 400; i++)
            _router.Quality.Rate(TaskType.Chat, ComputeTarget.Quantized, 0.1);

        Assert.InRange(_router.Quality.Of(TaskType.Chat).Quantized, 0.1, 0.2);
        Assert.Equal(QualityTable.DefaultPrior[(int)TaskType.Chat].Cloud, _router.Quality.Of(TaskType.Chat).Cloud);
    }

    [Fact]
    public void A_text_that_needs_the_cloud_widens_the_gap_around_the_same_mean()
    {
        var (plain, hard) = (_router.Quality.Of(TaskType.Reasoning), _router.Quality.Of(TaskType.Reasoning, 0.2));

        Assert.Equal(plain.Cloud - plain.Gpu + 0.2, hard.Cloud - hard.Gpu, 9);
        Assert.Equal(plain.Cloud + plain.Gpu, hard.Cloud + hard.Gpu, 9);
    }

    [Fact]
    public void What_was_learned_survives_a_restart()
    {
        for (var i = 0; i < 60; i++)
            _router.Ended(Book(ComputeTarget.Cpu), Learned.Answer(ComputeTarget.Cpu, 25.0, output: 300), Learned.Noon);
        _router.Ended(Book(ComputeTarget.Gpu), Learned.Failure(ComputeTarget.Gpu), Learned.Noon);
        _router.Quality.Rate(TaskType.Chat, ComputeTarget.Cpu, 0.0);

        var restarted = Learned.Router();
        restarted.Restore(_router.Save());

        foreach (var target in TargetSet.All)
        {
            var engine = Learned.Engine(_view, target);
            Assert.Equal(_router.Assess(Learned.Task(), engine, Learned.Noon), restarted.Assess(Learned.Task(), engine, Learned.Noon));
        }

        Assert.Equal(_router.Quality.Of(TaskType.Chat), restarted.Quality.Of(TaskType.Chat));
    }
}
