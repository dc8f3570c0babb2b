using Orchestrator.Grains.Interfaces;
using Orchestrator.Routing;

namespace Orchestrator.Grains.Tests.Cluster;

public sealed class HedgingTests(HedgingSilo silo) : IClassFixture<HedgingSilo>
{
    [Fact]
    public async Task An_urgent_task_without_a_token_gets_a_second_attempt_whose_answer_counts()
    {
        await KnowAsync(TaskType.Chat);

        var task = await silo.RunAsync(Urgent("gpu:hold"));

        Assert.Equal((TaskState.Completed, "Answer of cpu", ComputeTarget.Cpu), (task.State, task.Result, task.Decision!.Target));
        Assert.Equal([(ComputeTarget.Gpu, "HEDGE_LOST"), (ComputeTarget.Cpu, "COMPLETED")], task.Attempts.Select(attempt => (attempt.Target, attempt.Outcome)));
        Assert.All(task.Attempts, attempt => Assert.NotNull(attempt.FinishedAt));
    }

    [Fact]
    public async Task The_slot_of_the_one_that_lost_is_free_again()
    {
        await KnowAsync(TaskType.Chat);

        await silo.RunAsync(Urgent("gpu:hold"));

        await WaitUntil(() => silo.Lanes.All.All(lane => lane.Queue is { Running: 0, Queued: 0 }));
        Assert.Equal("Answer of gpu", (await silo.RunAsync(OneSilo.Submission("next", ComputeTarget.Gpu))).Result);
        await WaitUntilAsync(async () => (await silo.Grains.GetGrain<IRouterGrain>(0).Silos()).All(known => known.HandedOut.Values.All(count => count == 0)));
    }

    [Fact]
    public async Task Whichever_speaks_first_the_answer_comes_once()
    {
        await KnowAsync(TaskType.Chat);
        var task = await silo.SubmitAsync(Urgent("gpu:hold cpu:hold"));
        await OneSilo.Until(task, now => now.Attempts.Count == 2);
        await WaitUntil(() => silo.Lanes.All.Sum(lane => lane.Queue.Running) == 2);

        silo.Script.Release();
        var end = await OneSilo.EndOf(task);

        Assert.Matches("^Answer of (gpu|cpu)$", end.Result);
        Assert.Equal(["COMPLETED", "HEDGE_LOST"], end.Attempts.Select(attempt => attempt.Outcome).Order());
        var said = "";
        await foreach (var happened in silo.Grains.GetGrain<ITaskGrain>(end.Id).Watch(0))
            said += happened.Text;
        Assert.Equal(end.Result, said);
    }

    [Fact]
    public async Task A_second_attempt_that_fails_leaves_the_first_alone()
    {
        await KnowAsync(TaskType.Chat);
        var task = await silo.SubmitAsync(Urgent("gpu:hold cpu:TOO_LONG"));
        await OneSilo.Until(task, now => now.Attempts is [_, { Outcome: "TOO_LONG" }]);

        silo.Script.Release();
        var end = await OneSilo.EndOf(task);

        Assert.Equal(("Answer of gpu", ComputeTarget.Gpu), (end.Result, end.Decision!.Target));
        Assert.Equal(["COMPLETED", "TOO_LONG"], end.Attempts.Select(attempt => attempt.Outcome));
        // A stream takes words and end for one answer only when they are of the same attempt.
        await foreach (var happened in silo.Grains.GetGrain<ITaskGrain>(end.Id).Watch(0))
            if (happened.Kind is TaskEventKind.Token or TaskEventKind.Done)
                Assert.Equal(1, happened.AttemptNumber);
    }

    [Fact]
    public async Task A_cancel_stops_both()
    {
        await KnowAsync(TaskType.Chat);
        var task = await silo.SubmitAsync(Urgent("gpu:hold cpu:hold"));
        await OneSilo.Until(task, now => now.Attempts.Count == 2);

        var receipt = await task.Cancel();

        Assert.True(receipt!.Cancelled);
        Assert.Equal(["CANCELLED", "CANCELLED"], receipt.Task.Attempts.Select(attempt => attempt.Outcome));
        await WaitUntil(() => silo.Lanes.All.All(lane => lane.Queue is { Running: 0, Queued: 0 }));
    }

    [Fact]
    public async Task Both_attempts_are_charged_to_the_task_and_its_account()
    {
        await KnowAsync(TaskType.Reasoning);
        var account = silo.Accounts.Add(account => account with { BudgetUsdPerDay = 1 });

        var task = await silo.RunAsync(Urgent("cloud:hold", TaskType.Reasoning) with { Account = account });

        var lost = task.Attempts.Single(attempt => attempt.Outcome == "HEDGE_LOST");
        Assert.Equal((ComputeTarget.Cloud, task.Profile!.EstimatedInputTokens * 0.30m / 1_000_000m), (lost.Target, lost.CostUsd));
        Assert.Equal(lost.CostUsd, task.ActualCostUsd);
        var books = silo.Grains.GetGrain<IAccountGrain>(account);
        await WaitUntilAsync(async () => (await books.Usage()).Reserved == 0);
        Assert.Equal(lost.CostUsd, (await books.Usage()).SpentToday);
    }

    private static TaskSubmission Urgent(string text, TaskType type = TaskType.Chat) => OneSilo.Submission(text, priority: TaskPriority.Urgent) with { Type = type };

    /// <summary>Lets the router see how long a first token takes.</summary>
    private async Task KnowAsync(TaskType type)
    {
        silo.Script.Release();
        // The report of an attempt reaches the router after the task's end.
        var usual = type == TaskType.Chat ? ComputeTarget.Gpu : ComputeTarget.Cloud;
        await WaitUntilAsync(async () => (await silo.RunAsync(Urgent("hello", type))).Decision is { HedgeAfterMs: not null } decision && decision.Target == usual);
    }

    private static Task WaitUntil(Func<bool> condition) => WaitUntilAsync(() => Task.FromResult(condition()));

    private static async Task WaitUntilAsync(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!await condition())
            await Task.Delay(10, limit.Token);
    }
}
