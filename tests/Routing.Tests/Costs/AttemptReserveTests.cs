namespace Orchestrator.Routing.Tests.Costs;

public sealed class AttemptReserveTests
{
    [Fact]
    public void Free_targets_need_nothing_set_aside() => Assert.Null(Of(Make.Profile(), ComputeTarget.Gpu));

    [Fact]
    public void A_cloud_attempt_is_reckoned_with_a_long_prompt_and_a_long_answer()
    {
        var reserve = Of(Make.Profile(input: 100, output: 100), ComputeTarget.Cloud)!.Value;

        Assert.Equal((182 * 0.30m / 1_000_000m) + (1024 * 2.50m / 1_000_000m), reserve.Usd);
        Assert.Equal((182 * 0.30m / 1_000_000m) + (100 * 2.50m / 1_000_000m), reserve.LeastUsd);
    }

    [Fact]
    public void The_limits_of_caller_and_decision_hold_for_the_answer()
    {
        Assert.Equal(50, Of(Make.Profile(), ComputeTarget.Cloud, maxOutput: 50)!.Value.MostOutputTokens);
        Assert.Equal(20, Of(Make.Profile(), ComputeTarget.Cloud, maxOutput: 50, capped: 20)!.Value.MostOutputTokens);
        Assert.Equal(4000, Of(Make.Profile(output: 1000), ComputeTarget.Cloud)!.Value.MostOutputTokens);
    }

    [Fact]
    public void Less_money_pays_for_a_shorter_answer_and_never_for_more_than_there_is()
    {
        var reserve = Of(Make.Profile(), ComputeTarget.Cloud)!.Value;

        Assert.Equal(1024, reserve.TokensFor(reserve.Usd));
        Assert.Equal(100, reserve.TokensFor(reserve.LeastUsd));
        var tokens = reserve.TokensFor(0.001m)!.Value;
        Assert.InRange(reserve.PromptUsd + (tokens * reserve.UsdPerOutputToken), 0.0009m, 0.001m);
    }

    [Fact]
    public void An_unknown_price_is_more_than_anybody_has() =>
        Assert.Equal(decimal.MaxValue, AttemptReserve.Of(Make.Profile(), Decision(ComputeTarget.Cloud), null, CostBook.Empty, Make.Noon)!.Value.LeastUsd);

    [Fact]
    public void Work_of_an_own_machine_counts_when_its_energy_has_a_price()
    {
        var costs = new CostBook([], "", "", new Dictionary<ComputeTarget, EnergyPrice> { [ComputeTarget.Gpu] = new(360, 0.30m) });

        var reserve = AttemptReserve.Of(Make.Profile(), Decision(ComputeTarget.Gpu), null, costs, Make.Noon)!.Value;

        // One second at 360 W is 0.0001 kWh; four times the expectation is set aside, and the answer's length is not limited by it.
        Assert.Equal(4 * 0.0001m * 0.30m, reserve.Usd);
        Assert.Null(reserve.TokensFor(reserve.Usd));
    }

    private static AttemptReserve? Of(TaskProfile profile, ComputeTarget target, int? maxOutput = null, int? capped = null) =>
        AttemptReserve.Of(profile, Decision(target) with { MaxOutputTokens = capped }, maxOutput, Make.Costs, Make.Noon);

    private static RoutingDecision Decision(ComputeTarget target) =>
        Make.Decide(Make.Inputs(constraints: DecisionConstraints.None with { Target = target })) with { EstimatedServiceMs = 1000 };
}
