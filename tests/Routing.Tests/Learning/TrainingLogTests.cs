namespace Orchestrator.Routing.Tests.Learning;

public sealed class TrainingLogTests
{
    private readonly TrainingLog _log = new(capacity: 3);

    private Guid Decide(double serviceSeconds = 2.0)
    {
        var id = Guid.NewGuid();
        var inputs = Make.Inputs(view: Make.View(ComputeTarget.Cpu), constraints: DecisionConstraints.None with { MaxLatencyMs = 5_000 });
        var decision = Make.Decide(inputs);
        _log.Decided(id, inputs, decision, new UtilityForecast(1.0, serviceSeconds, 0.5, 1.0, 0.9, 0.8, 0.1, 0.0));
        return id;
    }

    private static AttemptOutcome Outcome(double serviceMs = 3_000, bool succeeded = true, bool cancelled = false, bool cold = false, ComputeTarget target = ComputeTarget.Cpu) =>
        Make.Outcome(target, serviceMs: serviceMs, succeeded: succeeded, cancelled: cancelled, cold: cold);

    [Fact]
    public void A_row_holds_what_was_known_and_what_came_of_it()
    {
        var row = _log.Ended(Decide(), Outcome())!;

        Assert.Equal((ComputeTarget.Cpu, "some-model", true), (row.Target, row.Model, row.InTime));
        Assert.Equal(1.5, row.ServiceRatio!.Value, 9);
        Assert.Equal(OutcomeFeatures.Count, row.Features.Length);
        Assert.Equal(100f, row.Features[1]);
        Assert.Equal(5f, row.Features[20]);
        Assert.Equal((1f + 2f) / 5f, row.Features[24]);
    }

    [Fact]
    public void Too_late_is_not_in_time() => Assert.False(_log.Ended(Decide(), Outcome(serviceMs: 6_000))!.InTime);

    [Fact]
    public void A_failure_has_no_service_ratio()
    {
        var row = _log.Ended(Decide(), Outcome(succeeded: false))!;

        Assert.False(row.InTime);
        Assert.Null(row.ServiceRatio);
    }

    [Fact]
    public void A_task_that_was_moved_away_would_have_been_late_where_it_was()
    {
        var row = _log.Ended(Decide(), Outcome(target: ComputeTarget.Cloud))!;

        Assert.Equal((ComputeTarget.Cpu, "some-model", false), (row.Target, row.Model, row.InTime));
        Assert.Null(row.ServiceRatio);
    }

    [Fact]
    public void Cancelled_and_cold_attempts_teach_nothing()
    {
        Assert.Null(_log.Ended(Decide(), Outcome(cancelled: true)));
        Assert.Null(_log.Ended(Decide(), Outcome(cold: true)));
        Assert.Null(_log.Ended(Guid.NewGuid(), Outcome()));
    }

    [Fact]
    public void The_oldest_are_forgotten_first()
    {
        var ids = Enumerable.Range(0, 4).Select(_ => Decide()).ToArray();

        Assert.Null(_log.Ended(ids[0], Outcome()));
        Assert.NotNull(_log.Ended(ids[3], Outcome()));
    }
}
