namespace Orchestrator.Routing.Tests.Decisions;

/// <summary>Why a target is out, and what the caller is told.</summary>
public sealed class CandidateTests
{
    private static string Why(ComputeTarget target, in DecisionInputs inputs) =>
        Make.Decide(inputs).Candidates[(int)target].ExcludedBecause ?? "a candidate";

    private static DecisionConstraints With(ComputeTarget? target = null, string? model = null, decimal? cost = null, int? latency = null, TargetSet excluded = default) =>
        new(target, model, cost, latency, excluded);

    [Fact]
    public void A_target_without_engine_is_out() =>
        Assert.Equal("no engine is configured for it", Why(ComputeTarget.Gpu, Make.Inputs(view: Make.View(ComputeTarget.Cpu))));

    [Fact]
    public void A_target_that_was_tried_is_out() => Assert.Equal(
        "tried already", Why(ComputeTarget.Gpu, Make.Inputs(constraints: With(excluded: TargetSet.None.With(ComputeTarget.Gpu)))));

    [Fact]
    public void A_target_that_is_not_open_to_the_account_is_out() => Assert.Equal(
        "not open to the account", Why(ComputeTarget.Gpu, Make.Inputs(constraints: DecisionConstraints.None with { NotAllowed = TargetSet.None.With(ComputeTarget.Gpu) })));

    [Fact]
    public void A_target_that_the_accounts_budget_does_not_pay_for_is_out_and_the_last_one_fails_the_task_for_want_of_money()
    {
        var constraints = DecisionConstraints.None with { OverBudget = TargetSet.None.With(ComputeTarget.Cloud) };
        Assert.Equal("the budget of the account does not pay for it", Why(ComputeTarget.Cloud, Make.Inputs(constraints: constraints)));

        var result = new DecisionEngine().Decide(Make.Inputs(view: Make.View(ComputeTarget.Cloud), constraints: constraints));
        Assert.Equal(DecisionFailure.BudgetExceeded, result.Failure);
    }

    [Fact]
    public void An_unhealthy_engine_says_why()
    {
        var view = ClusterView.Build(
            [Make.Load(Make.Silo("one", engines: [Make.Engine(ComputeTarget.Gpu, healthy: false, detail: "connection refused"), Make.Engine(ComputeTarget.Cpu)]))], new ViewSettings());
        Assert.Equal("gpu on one is not healthy (connection refused)", Why(ComputeTarget.Gpu, Make.Inputs(view: view)));
    }

    [Fact]
    public void An_engine_without_the_kind_of_model_is_out()
    {
        var view = ClusterView.Build(
            [Make.Load(Make.Silo("one", engines: [Make.Engine(ComputeTarget.Gpu, embedding: null), Make.Engine(ComputeTarget.Cpu)]))], new ViewSettings());
        Assert.Equal("no engine has an embedding model", Why(ComputeTarget.Gpu, Make.Inputs(Make.Profile(TaskType.Embedding), view)));
        Assert.Equal("a candidate", Why(ComputeTarget.Gpu, Make.Inputs(view: view)));
    }

    [Fact]
    public void A_prompt_must_fit_the_context()
    {
        var view = ClusterView.Build(
            [Make.Load(Make.Silo("one", engines: [Make.Engine(ComputeTarget.Cpu, context: 4096), Make.Engine(ComputeTarget.Cloud, context: 1_000_000)]))], new ViewSettings());
        var decision = Make.Decide(Make.Inputs(Make.Profile(input: 4000, output: 200), view));
        Assert.Equal(ComputeTarget.Cloud, decision.Target);
        Assert.Equal("about 4200 tokens do not fit the context of 4096", decision.Candidates[(int)ComputeTarget.Cpu].ExcludedBecause);
    }

    [Fact]
    public void Another_engine_of_the_target_with_a_larger_context_takes_it()
    {
        var view = ClusterView.Build(
            [
                Make.Load(Make.Silo("large", engines: Make.Engine(ComputeTarget.Cpu, context: 32_768, slots: 1))),
                Make.Load(Make.Silo("small", engines: Make.Engine(ComputeTarget.Cpu, context: 4096, slots: 8))),
            ],
            new ViewSettings());
        Assert.Equal("large:11111", Make.Decide(Make.Inputs(Make.Profile(input: 8000), view)).Silo);
    }

    [Fact]
    public void An_overloaded_target_gives_way_while_another_is_left()
    {
        var inputs = Make.Inputs(view: Make.View(20, 92, ComputeTarget.Gpu, ComputeTarget.Cpu));
        Assert.Equal("GPU overloaded: 92 % is above 85 %", Why(ComputeTarget.Gpu, inputs));
        var alone = Make.Decide(Make.Inputs(view: Make.View(20, 92, ComputeTarget.Gpu)));
        Assert.Equal((ComputeTarget.Gpu, null), (alone.Target, alone.Candidates[0].ExcludedBecause));
    }

    [Fact]
    public void A_target_too_slow_for_the_limit_gives_way_while_another_keeps_it()
    {
        var decision = Make.Decide(Make.Inputs(Make.Profile(output: 200), constraints: With(latency: 5000)));
        Assert.NotEqual(ComputeTarget.Cpu, decision.Target);
        Assert.Equal("CPU too slow: 15.9 s expected, 5000 ms allowed", decision.Candidates[(int)ComputeTarget.Cpu].ExcludedBecause);
        Assert.Equal(ComputeTarget.Cpu, Make.Decide(Make.Inputs(Make.Profile(output: 200), constraints: With(latency: 1))).Target);
    }

    [Fact]
    public void Without_any_target_the_failure_names_each_with_its_reason()
    {
        var result = new DecisionEngine().Decide(Make.Inputs(view: Make.View(ComputeTarget.Cpu), constraints: With(excluded: TargetSet.None.With(ComputeTarget.Cpu))));
        Assert.Null(result.Decision);
        Assert.Equal(DecisionFailure.NoTargetAvailable, result.Failure);
        Assert.Equal(
            "No target can take the task. GPU: no engine is configured for it; CPU: tried already; QUANTIZED: no engine is configured for it; CLOUD: no engine is configured for it.",
            result.Detail);
    }
}
