using Orchestrator.Routing;

namespace Orchestrator.Stores.Tests;

/// <summary>The decision log as learning and replay read it.</summary>
public abstract class HistoryContract : StoreContract
{
    private static readonly TaskProfile Profile = new(TaskType.Chat, TaskPriority.High, false, 0.4, 0.7, 0.3, 12, 200, false, 40) { TextGain = 0.1 };

    private static readonly DecisionSnapshot Snapshot = new(
        new ClusterFigures(true, 12.5, 2000, 33, 40, new TargetFigures(1, 2, 3, 4)), 5000, 5000, 0.0001,
        [new CandidateSnapshot(ComputeTarget.Cpu, 33, false, 10, 800, 0.99, new OutcomeForecast(0.01, 0.8, 0.2, 0.98, 0.7))]);

    [Fact]
    public async Task A_decision_comes_back_with_what_it_rested_on_and_what_came_of_it()
    {
        var task = await FinishAsync(Samples.Morning);

        var recorded = Assert.Single((await Store.ReadDecisionsAsync(Samples.Morning, 100, Cancel)).Decisions);

        Assert.Equal((task, 1, Profile), (recorded.TaskId, recorded.AttemptNumber, recorded.Profile));
        Assert.Equivalent(Snapshot, recorded.Decision.Snapshot, strict: true);
        Assert.Equal(new RecordedOutcome(RecordedEnd.Completed, 1.5, 895.5, true, 900, 0.000001m), recorded.Outcome);
    }

    [Theory]
    [InlineData("MOVED", RecordedEnd.Moved)]
    [InlineData("BROKEN", RecordedEnd.Failed)]
    [InlineData("LOST", RecordedEnd.Unknown)]
    [InlineData("CANCELLED", RecordedEnd.Unknown)]
    public async Task Ends_are_told_apart(string outcome, RecordedEnd end)
    {
        await FinishAsync(Samples.Morning, outcome);

        Assert.Equal(end, Assert.Single((await Store.ReadDecisionsAsync(Samples.Morning, 100, Cancel)).Decisions).Outcome.End);
    }

    [Fact]
    public async Task Of_too_many_the_newest_are_read_oldest_first()
    {
        for (var i = 0; i < 6; i++)
            await FinishAsync(Samples.Morning.AddMinutes(i));

        var history = await Store.ReadDecisionsAsync(Samples.Morning.AddMinutes(1), 3, Cancel);

        Assert.True(history.Truncated);
        Assert.Equal([3, 4, 5], history.Decisions.Select(recorded => (recorded.Decision.DecidedAt - Samples.Morning).TotalMinutes).TakeLast(3));
        Assert.False((await Store.ReadDecisionsAsync(Samples.Morning, 10, Cancel)).Truncated);
        Assert.Equal((5, 4), (await Store.CountDecisionsAsync(Samples.Morning.AddMinutes(1), 10, Cancel), await Store.CountDecisionsAsync(Samples.Morning, 4, Cancel)));
    }

    private async Task<Guid> FinishAsync(DateTimeOffset at, string outcome = "COMPLETED")
    {
        var task = Samples.Task(createdAt: at);
        await Store.CreateAsync(task);
        await Store.CompleteAsync(
            Samples.Completed(task) with { Profile = Profile, Attempts = [Samples.Attempt(outcome: outcome)] },
            [Samples.Decision(at: at) with { Snapshot = Snapshot }]);
        return task.Id;
    }
}

public sealed class SqliteHistory : HistoryContract
{
    protected override Task<StoreFixture> OpenAsync() => Sqlite();
}

public sealed class PostgresHistory(SharedPostgres server) : HistoryContract
{
    protected override Task<StoreFixture> OpenAsync() => Postgres(server);
}
