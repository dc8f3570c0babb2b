using Orchestrator.Grains.Interfaces;
using Orchestrator.Grains.Tests.Cluster;
using Orchestrator.Routing;

namespace Orchestrator.Grains.Tests.Accounts;

/// <summary>Budgets in a whole silo. Only CLOUD costs anything there: 10 tokens at 0.30 and 3 at 2.50 USD per million.</summary>
public sealed class BudgetTests(OneSilo silo) : IClassFixture<OneSilo>
{
    private const decimal CostOfOne = ((10 * 0.30m) + (3 * 2.50m)) / 1_000_000m;

    [Fact]
    public async Task Under_200_concurrent_submitters_the_spent_never_passes_the_budget()
    {
        const decimal Budget = 100.5m * CostOfOne;
        var account = silo.Accounts.Add(account => account with { BudgetUsdPerDay = Budget });

        var tasks = await Task.WhenAll(Enumerable.Range(0, 200).Select(async i =>
        {
            var ends = new List<TaskSnapshot>();
            for (var n = 0; n < 3; n++)
                ends.Add(await RunAsync(Paid(account, ComputeTarget.Cloud)));
            return ends;
        }));

        var all = tasks.SelectMany(ends => ends).ToList();
        var usage = await SettledAsync(account);
        Assert.All(all.Where(task => task.State != TaskState.Completed), task => Assert.Equal((TaskState.Failed, TaskErrorCodes.BudgetExceeded), (task.State, task.Error!.Code)));
        Assert.Equal(all.Sum(task => task.ActualCostUsd), usage.SpentToday);
        Assert.InRange(usage.SpentToday, CostOfOne, Budget);
        Assert.True(all.Exists(task => task.State == TaskState.Failed));
    }

    [Fact]
    public async Task A_task_that_the_budget_does_not_pay_for_goes_on_on_a_free_target_and_says_so()
    {
        var account = silo.Accounts.Add(account => account with { BudgetUsdPerMonth = 0.000001m });

        var task = await RunAsync(Paid(account, target: null));

        Assert.Equal((TaskState.Completed, 0m), (task.State, task.ActualCostUsd));
        Assert.NotEqual(ComputeTarget.Cloud, task.Decision!.Target);
        Assert.Equal("the budget of the account does not pay for it", task.Decision.Candidates[(int)ComputeTarget.Cloud].ExcludedBecause);
        Assert.Single(task.Attempts);
        Assert.Equal(new AccountUsage(0, 0, 0), await Grain(account).Usage());
    }

    [Fact]
    public async Task A_task_within_the_budget_is_booked_at_what_it_cost()
    {
        var account = silo.Accounts.Add(account => account with { BudgetUsdPerDay = 1, BudgetUsdPerMonth = 2 });

        var task = await RunAsync(Paid(account, target: null));

        Assert.Equal(("Answer of cloud", CostOfOne), (task.Result, task.ActualCostUsd));
        Assert.Equal(new AccountUsage(CostOfOne, CostOfOne, 0), await SettledAsync(account));
    }

    [Fact]
    public async Task The_answer_is_no_longer_than_what_was_set_aside_pays_for()
    {
        var account = silo.Accounts.Add(account => account with { BudgetUsdPerDay = 0.002m });

        var task = await RunAsync(Paid(account, ComputeTarget.Cloud) with { MaxOutputTokens = null });

        Assert.InRange(task.Decision!.MaxOutputTokens!.Value, 16, 800);
    }

    [Fact]
    public async Task A_failed_attempt_frees_what_it_did_not_cost()
    {
        var account = silo.Accounts.Add(account => account with { BudgetUsdPerDay = 1 });

        var task = await RunAsync(Paid(account, target: null) with { InputText = "cloud:TOO_LONG" });

        Assert.Equal((TaskState.Completed, 0m), (task.State, task.ActualCostUsd));
        Assert.NotEqual(ComputeTarget.Cloud, task.Decision!.Target);
        Assert.Equal(new AccountUsage(0, 0, 0), await SettledAsync(account));
    }

    [Fact]
    public async Task An_account_without_a_budget_has_no_books()
    {
        var account = silo.Accounts.Add(account => account);

        Assert.Equal(CostOfOne, (await RunAsync(Paid(account, ComputeTarget.Cloud))).ActualCostUsd);

        Assert.Equal(new AccountUsage(0, 0, 0), await Grain(account).Usage());
    }

    [Fact]
    public async Task What_was_set_aside_for_a_task_that_ended_untold_is_settled_by_its_record()
    {
        var account = silo.Accounts.Add(account => account with { BudgetUsdPerDay = 1 });
        var ended = await RunAsync(Paid(silo.Accounts.Add(other => other), ComputeTarget.Cloud));
        var missing = Guid.NewGuid();
        Assert.NotNull(await Grain(account).Reserve(ended.Id, 0, 0.5m, 0.5m));
        Assert.NotNull(await Grain(account).Reserve(missing, 0, 0.25m, 0.25m));

        // Whoever was to tell the end is gone, and the grain comes up anew.
        await silo.Grains.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero);

        Assert.Equal(new AccountUsage(CostOfOne, CostOfOne, 0), await SettledAsync(account));
        await Grain(account).Settle(ended.Id, 0.5m);
        Assert.Equal(CostOfOne, (await Grain(account).Usage()).SpentToday);
    }

    [Fact]
    public async Task A_target_that_is_not_open_to_the_account_is_no_candidate_and_the_decision_says_why()
    {
        var account = silo.Accounts.Add(account => account with { BarredTargets = TargetSet.None.With(ComputeTarget.Gpu) });

        var task = await RunAsync(OneSilo.Submission("hello") with { Account = account });

        Assert.Equal("Answer of cpu", task.Result);
        Assert.Equal("not open to the account", task.Decision!.Candidates[(int)ComputeTarget.Gpu].ExcludedBecause);
    }

    private static TaskSubmission Paid(string account, ComputeTarget? target) =>
        OneSilo.Submission("why?", target) with { Account = account, Type = TaskType.Reasoning, MaxOutputTokens = 16 };

    private IAccountGrain Grain(string account) => silo.Grains.GetGrain<IAccountGrain>(account);

    /// <summary>Runs a task to its end; a silo that is full for a moment is asked again.</summary>
    private async Task<TaskSnapshot> RunAsync(TaskSubmission submission)
    {
        var task = silo.Grains.GetGrain<ITaskGrain>(Guid.NewGuid());
        while ((await task.Submit(submission)).Outcome == SubmitOutcome.Overloaded)
            await Task.Delay(20);
        return await OneSilo.EndOf(task);
    }

    /// <summary>The account once nothing is set aside any more.</summary>
    private async Task<AccountUsage> SettledAsync(string account)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            if (await Grain(account).Usage() is { Reserved: 0 } usage)
                return usage;
            await Task.Delay(20, limit.Token);
        }
    }
}
