using Orchestrator.Grains.Interfaces;
using Orchestrator.Routing;

namespace Orchestrator.Grains.Tests.Decisions;

/// <summary>Which attempts may be hedged, and when.</summary>
public sealed class HedgeClockTests
{
    private static readonly HedgeSettings On = new() { Enabled = true, MinSamples = 3, MinWaitMs = 50 };

    private static readonly RoutingDecision Decision = new(
        ComputeTarget.Gpu, "silo", "engine", "model", 0, 100, 1, "", null, DecisionStage.RuleBased, null, "v", 1, null, [], DateTimeOffset.UnixEpoch);

    private readonly HedgeClock _clock = new();

    [Theory]
    [InlineData(TaskPriority.Urgent, true)]
    [InlineData(TaskPriority.High, false)]
    [InlineData(TaskPriority.Normal, false)]
    [InlineData(TaskPriority.Low, false)]
    public void Only_urgent_tasks_are_hedged(TaskPriority priority, bool hedged)
    {
        Know(100, 100, 100);

        Assert.Equal(hedged, After(On, Request(priority)) is not null);
    }

    [Fact]
    public void Hedging_is_off_until_the_policy_says_so()
    {
        Know(100, 100, 100);

        Assert.Null(After(HedgeSettings.Off, Request()));
    }

    [Fact]
    public void Nothing_is_hedged_before_enough_is_known()
    {
        Know(100, 100);

        Assert.Null(After(On, Request()));
    }

    [Fact]
    public void A_second_attempt_has_none_of_its_own_and_a_pinned_one_has_nowhere_to_go()
    {
        Know(100, 100, 100);

        Assert.Null(After(On, Request() with { IsHedge = true }));
        Assert.Null(After(On, Request() with { Constraints = DecisionConstraints.None with { Target = ComputeTarget.Gpu } }));
    }

    [Fact]
    public void Quick_engines_are_given_the_least_wait()
    {
        Know(1, 1, 1);

        Assert.Equal(50, After(On, Request()));
    }

    [Fact]
    public void Faults_and_cold_starts_say_nothing_of_the_usual_time()
    {
        for (var i = 0; i < 3; i++)
        {
            _clock.Record(Outcome(100) with { Fault = EngineFault.Broken });
            _clock.Record(Outcome(100) with { ColdStart = true });
            _clock.Record(Outcome(null));
        }

        Assert.Null(After(On, Request()));
    }

    private double? After(HedgeSettings settings, DecisionRequest request) => _clock.Mark(Decision, request, settings).HedgeAfterMs;

    private void Know(params double[] times)
    {
        foreach (var ms in times)
            _clock.Record(Outcome(ms));
    }

    private static AttemptOutcome Outcome(double? firstTokenMs) =>
        new(ComputeTarget.Gpu, "silo", "engine", "model", TaskType.Chat, true, false, null, false, 0, firstTokenMs, 200, 10, 10, 0, null);

    private static DecisionRequest Request(TaskPriority priority = TaskPriority.Urgent) =>
        new(Guid.NewGuid(), TaskAnalyser.Analyse(new TaskDescription(TaskType.Chat, priority, false, "hello")), DecisionConstraints.None);
}
