using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Orchestrator.Routing.Tests.Decisions;

public sealed class CostCapTests
{
    private static DecisionResult Decide(decimal cap, TaskProfile? profile = null, CostBook? costs = null, params ComputeTarget[] targets) =>
        new DecisionEngine().Decide(Make.Inputs(
            profile, Make.View(targets), costs: costs, constraints: DecisionConstraints.None with { MaxCostUsd = cap }));

    [Fact]
    public void An_estimate_above_the_cap_keeps_the_cloud_out()
    {
        var result = Decide(0.0001m, targets: [ComputeTarget.Cpu, ComputeTarget.Cloud]);
        Assert.Equal("estimated 0.00028 USD is above the cap of 0.0001 USD", result.Decision!.Candidates[(int)ComputeTarget.Cloud].ExcludedBecause);
    }

    [Fact]
    public void When_only_the_cap_is_in_the_way_the_budget_is_exceeded() =>
        Assert.Equal(DecisionFailure.BudgetExceeded, Decide(0.0001m, targets: ComputeTarget.Cloud).Failure);

    [Fact]
    public void The_answer_is_limited_to_what_the_cap_still_pays_for()
    {
        var decision = Decide(0.001m, targets: ComputeTarget.Cloud).Decision!;
        // 100 estimated tokens are reckoned as 182: (0.001 - 182 * 0.0000003) / 0.0000025 = 378.2
        Assert.Equal(378, decision.MaxOutputTokens);
    }

    [Fact]
    public void A_cap_that_leaves_no_room_for_an_answer_keeps_the_target_out()
    {
        var result = Decide(0.00009m, Make.Profile(output: 10), targets: ComputeTarget.Cloud);
        Assert.Equal(DecisionFailure.BudgetExceeded, result.Failure);
        Assert.Contains("the cap of 0.00009 USD leaves fewer than 16 tokens for the answer", result.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_free_target_is_not_limited() => Assert.Null(Decide(0.0001m, targets: ComputeTarget.Cpu).Decision!.MaxOutputTokens);

    [Fact]
    public void Without_a_cap_nothing_is_limited() => Assert.Null(Make.Decide(Make.Inputs(view: Make.View(ComputeTarget.Cloud))).MaxOutputTokens);

    [Fact]
    public void Without_a_price_a_cap_cannot_be_kept()
    {
        var result = Decide(1m, costs: CostBook.Empty, targets: ComputeTarget.Cloud);
        Assert.Equal(DecisionFailure.NoTargetAvailable, result.Failure);
        Assert.Contains("no price is known for gemini-3.5-flash-lite, so the cost cap could not be kept", result.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Electricity_counts_against_the_cap()
    {
        var metered = new CostBook(Make.Costs.Prices, Make.CloudModel, Make.CloudModel, new Dictionary<ComputeTarget, EnergyPrice> { [ComputeTarget.Cpu] = new(65, 0.15m) });
        Assert.Equal(DecisionFailure.BudgetExceeded, Decide(0.00001m, costs: metered, targets: ComputeTarget.Cpu).Failure);
        Assert.InRange(Decide(0.0001m, costs: metered, targets: ComputeTarget.Cpu).Decision!.MaxOutputTokens!.Value, 100, 600);
    }

    /// <summary>Whatever is asked and however long the answer gets, within half again the estimated prompt the bill stays within the cap.</summary>
    [Property(MaxTest = 300)]
    public Property No_cap_is_ever_exceeded() => Prop.ForAll(
        (from input in Gen.Choose(1, 60_000)
         from output in Gen.Choose(0, 2_000)
         from cap in Gen.Choose(1, 20_000)
         from reality in Gen.Choose(50, 150)
         select (input, output, cap: cap / 1_000_000m, reality)).ToArbitrary(),
        sample =>
        {
            var result = new DecisionEngine().Decide(Make.Inputs(
                Make.Profile(input: sample.input, output: sample.output),
                ClusterView.Build([Make.Load(Make.Silo("one", engines: Make.Engine(ComputeTarget.Cloud, context: 1_000_000)))], new ViewSettings()),
                constraints: DecisionConstraints.None with { MaxCostUsd = sample.cap }));
            if (result.Decision is not { } decision)
                return result.Failure == DecisionFailure.BudgetExceeded;
            var bill = Make.Costs.Actual(
                ComputeTarget.Cloud, Make.CloudModel, TaskType.Chat, sample.input * sample.reality / 100, decision.MaxOutputTokens, 0, Make.Noon);
            return decision.EstimatedCostUsd <= sample.cap && bill <= sample.cap;
        });
}
