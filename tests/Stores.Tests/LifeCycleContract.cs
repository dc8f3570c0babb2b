using Orchestrator.Grains.Interfaces;
using Orchestrator.Routing;

namespace Orchestrator.Stores.Tests;

public abstract class LifeCycleContract : StoreContract
{
    [Fact]
    public async Task A_new_task_reads_back_whole()
    {
        var task = Samples.Task() with
        {
            Submission = new TaskSubmission
            {
                Type = TaskType.BatchSummarization,
                InputText = "Zusammenfassung: 日本語 and 😀",
                Priority = TaskPriority.Urgent,
                IsBatch = true,
                MaxCostUsd = 0.0123456789m,
                MaxLatencyMs = 5000,
                Metadata = new Dictionary<string, string> { ["team"] = "blue", ["nul"] = "a\0b" },
                CallbackUrl = "https://example.org/hook",
                MaxOutputTokens = 128,
                Target = ComputeTarget.Quantized,
                Model = "tiny",
                Account = "team-a",
                Messages = [new ChatTurn("system", "Be short."), new ChatTurn("user", "Hi")],
                Options = new GenerationOptions { Temperature = 0.2, Seed = 7, Stop = ["END"], Dimensions = 64 },
                BatchId = Guid.NewGuid(),
                RequestHash = "abc",
            },
            CreatedAt = Samples.Morning.AddTicks(1234567),
        };

        Assert.True(await Store.CreateAsync(task));
        SnapshotAssert.Equal(task, await Store.ReadAsync(task.Id, Cancel));
    }

    [Fact]
    public async Task A_finished_task_reads_back_whole_with_its_vector()
    {
        var task = Samples.Task();
        await Store.CreateAsync(task);
        var done = Samples.Completed(task) with
        {
            Embedding = [1.5f, -2.25f, float.Epsilon, float.NaN],
            Error = new TaskError("INTERNAL", "kept for the test"),
            Simulated = true,
            ToolCallsJson = "[]",
            Profile = new TaskProfile(TaskType.Chat, TaskPriority.Normal, false, 0.25, 0.5, 0.5, 4, 30, false, 10),
        };

        Assert.True(await Store.CompleteAsync(done, [Samples.Decision()]));
        SnapshotAssert.Equal(done, await Store.ReadAsync(task.Id, Cancel));
    }

    [Fact]
    public async Task The_last_decision_is_read_from_the_log_and_what_it_rested_on_only_there()
    {
        var task = Samples.Task();
        await Store.CreateAsync(task);
        var done = Samples.Completed(task);
        var logged = DocumentSamples.FullDecision;
        done = done with { Decision = logged.WithoutSnapshot() };

        Assert.True(await Store.CompleteAsync(done, [Samples.Decision(), logged]));
        SnapshotAssert.Equal(done, await Store.ReadAsync(task.Id, Cancel));
        SnapshotAssert.Equal(done, Assert.Single((await Store.ListAsync(new TaskQuery(), Cancel)).Tasks));
        Assert.NotNull((await Store.DecisionLogAsync(1, 10, null, null, Cancel)).Entries.Single(entry => entry.AttemptNumber == 2).Decision.Snapshot);
    }

    [Fact]
    public async Task A_task_whose_decision_is_not_the_last_one_logged_keeps_its_own()
    {
        var task = Samples.Task();
        await Store.CreateAsync(task);
        var done = Samples.Completed(task);

        // As when of two attempts beside each other the first one answers.
        Assert.True(await Store.CompleteAsync(done, [done.Decision!, Samples.Decision(ComputeTarget.Cloud)]));
        SnapshotAssert.Equal(done, await Store.ReadAsync(task.Id, Cancel));
    }

    [Fact]
    public async Task An_unknown_task_reads_as_nothing() => Assert.Null(await Store.ReadAsync(Guid.NewGuid(), Cancel));

    [Fact]
    public async Task A_taken_id_is_refused_and_changes_nothing()
    {
        var task = Samples.Task("first");
        Assert.True(await Store.CreateAsync(task));
        Assert.False(await Store.CreateAsync(Samples.Task("second", task.Id)));
        Assert.Equal("first", (await Store.ReadAsync(task.Id, Cancel))!.Submission.InputText);
    }

    [Fact]
    public async Task Of_many_creates_of_one_id_exactly_one_wins()
    {
        var id = Guid.NewGuid();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Store.CreateAsync(Samples.Task($"prompt {i}", id))));
        Assert.Single(outcomes, created => created);
        Assert.Equal(1, (await Store.StatsAsync(24, Cancel)).TotalTasks);
    }

    [Fact]
    public async Task Text_that_no_database_can_hold_is_mended_rather_than_refused()
    {
        var task = Samples.Task("a\0b\ud800c😀");
        Assert.True(await Store.CreateAsync(task));
        Assert.Equal("a\uFFFDb\uFFFDc😀", (await Store.ReadAsync(task.Id, Cancel))!.Submission.InputText);
    }

    [Fact]
    public async Task Completing_twice_is_refused()
    {
        var task = Samples.Task();
        await Store.CreateAsync(task);
        var done = Samples.Completed(task);
        Assert.True(await Store.CompleteAsync(done, [Samples.Decision()]));
        Assert.False(await Store.CompleteAsync(done, [Samples.Decision()]));
        Assert.False(await Store.CompleteAsync(done with { Version = 3, Result = "again" }, [Samples.Decision()]));
        Assert.Equal("Hello.", (await Store.ReadAsync(task.Id, Cancel))!.Result);
        Assert.Equal(1, (await Store.StatsAsync(24, Cancel)).ByState[TaskState.Completed]);
        Assert.Equal(1, (await Store.DecisionLogAsync(1, 10, null, null, Cancel)).Total);
    }

    [Fact]
    public async Task Completing_a_task_that_was_never_created_is_refused() =>
        Assert.False(await Store.CompleteAsync(Samples.Completed(Samples.Task()), []));

    [Fact]
    public async Task Completing_in_an_unfinished_state_is_an_error() =>
        await Assert.ThrowsAsync<ArgumentException>(() => Store.CompleteAsync(Samples.Task(), []));

    [Fact]
    public async Task Of_many_claims_exactly_one_wins()
    {
        var task = Samples.Task();
        await Store.CreateAsync(task);
        await using var other = Fixture.NewStore();
        await other.InitializeAsync(Cancel);

        var claims = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => (i % 2 == 0 ? Store : other).ClaimAsync(task.Id, 1, $"silo-{i}")));

        var now = await Store.ReadAsync(task.Id, Cancel);
        Assert.Single(claims, won => won);
        Assert.Equal(2, now!.Version);
        Assert.Equal($"silo-{Array.IndexOf(claims, true)}", now.Owner);
    }

    [Fact]
    public async Task A_zombie_cannot_write_its_result()
    {
        var task = Samples.Task();
        await Store.CreateAsync(task);
        Assert.True(await Store.ClaimAsync(task.Id, 1, "silo-2"));

        Assert.False(await Store.CompleteAsync(Samples.Completed(task) with { Result = "from the zombie" }, [Samples.Decision()]));

        var rightful = Samples.Completed(task with { Version = 2, Owner = "silo-2" });
        Assert.True(await Store.CompleteAsync(rightful, [Samples.Decision()]));
        Assert.Equal("Hello.", (await Store.ReadAsync(task.Id, Cancel))!.Result);
    }

    [Fact]
    public async Task A_finished_task_cannot_be_claimed()
    {
        var task = Samples.Task();
        await Store.CreateAsync(task);
        await Store.CompleteAsync(Samples.Completed(task), []);
        Assert.False(await Store.ClaimAsync(task.Id, 2, "silo-2"));
    }

    [Fact]
    public async Task Orphans_are_unfinished_tasks_of_owners_that_are_gone_oldest_first()
    {
        var tasks = Enumerable.Range(0, 6).Select(i => Samples.Task(createdAt: Samples.Morning.AddMinutes(-i)) with { Owner = i % 2 == 0 ? "dead" : "alive" }).ToArray();
        foreach (var task in tasks)
            await Store.CreateAsync(task);
        await Store.CompleteAsync(Samples.Completed(tasks[0]), []);

        Assert.Equal([tasks[4].Id, tasks[2].Id], (await Store.OrphansAsync(["alive"], 10, Cancel)).Select(orphan => orphan.Id));
        Assert.Equal(5, (await Store.OrphansAsync([], 10, Cancel)).Count);
        Assert.Equal(new Orchestrator.Grains.Stores.UnfinishedTask(tasks[4].Id, "dead", 1), Assert.Single(await Store.OrphansAsync(["alive"], 1, Cancel)));
    }

    [Fact]
    public async Task A_batch_counts_its_tasks_by_state_and_their_cost()
    {
        var batch = Guid.NewGuid();
        var tasks = Enumerable.Range(0, 3).Select(_ => Samples.Task()).Select(task => task with { Submission = task.Submission with { BatchId = batch } }).ToArray();
        await Task.WhenAll(tasks.Select(Store.CreateAsync));
        await Store.CompleteAsync(Samples.Completed(tasks[0]), []);

        var status = await Store.BatchAsync(batch, Cancel);

        Assert.Equal((3L, 0.000001m), (status!.Total, status.CostUsd));
        Assert.Equal(new Dictionary<TaskState, long> { [TaskState.Pending] = 2, [TaskState.Completed] = 1 }, status.ByState);
        Assert.Null(await Store.BatchAsync(Guid.NewGuid(), Cancel));
    }
}

public sealed class SqliteLifeCycle : LifeCycleContract
{
    protected override Task<StoreFixture> OpenAsync() => Sqlite();
}

public sealed class PostgresLifeCycle(SharedPostgres server) : LifeCycleContract
{
    protected override Task<StoreFixture> OpenAsync() => Postgres(server);
}
