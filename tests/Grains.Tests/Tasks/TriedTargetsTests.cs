using Orchestrator.Grains.Interfaces;
using Orchestrator.Routing;

namespace Orchestrator.Grains.Tests.Tasks;

public sealed class TriedTargetsTests
{
    [Theory]
    [InlineData(EngineFault.Unreachable)]
    [InlineData(EngineFault.Busy)]
    [InlineData(EngineFault.RateLimited)]
    [InlineData(EngineFault.ModelMissing)]
    [InlineData(EngineFault.Broken)]
    public void A_fault_of_the_engine_excludes_the_target_and_goes_on(EngineFault fault)
    {
        var tried = new TriedTargets([]);

        Assert.Null(tried.Add(To(ComputeTarget.Gpu), Failed(fault)));

        Assert.True(tried.Excluded.Contains(ComputeTarget.Gpu));
        Assert.Equal(TaskErrorCodes.AllTargetsFailed, tried.FailureCode(DecisionFailure.NoTargetAvailable));
    }

    [Fact]
    public void A_safety_refusal_ends_the_task() =>
        Assert.Equal(TaskErrorCodes.ContentBlocked, new TriedTargets([]).Add(To(ComputeTarget.Cloud), Failed(EngineFault.Refused))!.Code);

    [Fact]
    public void A_lost_silo_does_not_exclude_its_target_until_it_keeps_happening()
    {
        var tried = new TriedTargets([]);
        var lost = new AttemptEnd(null, "", Lost: true, "gone", 0m, null);

        for (var i = 0; i < 4; i++)
            tried.Add(To(ComputeTarget.Cpu), lost);
        Assert.False(tried.Excluded.Contains(ComputeTarget.Cpu));

        tried.Add(To(ComputeTarget.Cpu), lost);
        Assert.True(tried.Excluded.Contains(ComputeTarget.Cpu));
    }

    [Fact]
    public void Silos_that_stop_in_good_order_never_exclude_a_target()
    {
        var tried = new TriedTargets([.. Enumerable.Repeat(Attempt(ComputeTarget.Cpu, AttemptOutcomes.HandedOn), 6)]);
        var handedOn = new AttemptEnd(null, "", Lost: false, "stopped", 0m, null) { HandedOn = true };

        for (var i = 0; i < 6; i++)
            Assert.Null(tried.Add(To(ComputeTarget.Cpu), handedOn));

        Assert.Equal(TargetSet.None, tried.Excluded);
        Assert.Equal(AttemptOutcomes.HandedOn, AttemptOutcomes.Of(handedOn));
    }

    [Fact]
    public void What_an_earlier_owner_tried_stays_tried_but_what_it_lost_does_not()
    {
        var tried = new TriedTargets([Attempt(ComputeTarget.Gpu, "TIMED_OUT"), Attempt(ComputeTarget.Cpu, AttemptOutcomes.Lost)]);

        Assert.Equal(TargetSet.None.With(ComputeTarget.Gpu), tried.Excluded);
    }

    [Fact]
    public void Only_timeouts_are_reported_as_a_timeout()
    {
        var tried = new TriedTargets([]);
        tried.Add(To(ComputeTarget.Gpu), Failed(EngineFault.TimedOut));

        Assert.Equal(TaskErrorCodes.Timeout, tried.FailureCode(DecisionFailure.NoTargetAvailable));
    }

    [Fact]
    public void Nothing_tried_is_reported_as_no_target_and_a_cap_as_the_budget()
    {
        var tried = new TriedTargets([]);

        Assert.Equal(TaskErrorCodes.NoTargetAvailable, tried.FailureCode(DecisionFailure.NoTargetAvailable));
        Assert.Equal(TaskErrorCodes.BudgetExceeded, tried.FailureCode(DecisionFailure.BudgetExceeded));
    }

    [Fact]
    public void The_story_names_each_target_and_what_happened_there()
    {
        var tried = new TriedTargets([]);
        tried.Add(To(ComputeTarget.Gpu), Failed(EngineFault.Unreachable, "connection refused"));

        Assert.Equal("GPU failed (UNREACHABLE): connection refused. Nothing is left.", tried.Describe("Nothing is left."));
    }

    private static AttemptEnd Failed(EngineFault fault, string error = "broken") =>
        new(new AttemptResult { Fault = fault, Error = error }, "", Lost: false, error, 0m, null);

    private static TaskAttempt Attempt(ComputeTarget target, string outcome) =>
        new() { Target = target, Model = "m", Engine = "e", Silo = "s", StartedAt = default, Outcome = outcome };

    private static RoutingDecision To(ComputeTarget target) => new(
        target, "s", "e", "m", 0m, 1, 1, "because", null, DecisionStage.RuleBased, "r", "v", 1, null, [], default);
}
