using Orchestrator.Grains.Interfaces;
using Orchestrator.Grains.Stores;
using Orchestrator.Routing;

namespace Orchestrator.Stores.Tests.Upgrade;

/// <summary>A database of any earlier version works on under this program, with everything that was in it.</summary>
public sealed class UpgradeTests(SharedPostgres postgres)
{
    // Known to the rows under Released.
    private static readonly Guid Finished = new("01a215f6-7992-7f06-9112-09a0a4b3db82"), Orphan = new("11111111-2222-7333-8444-555555555555");
    private static readonly DateTimeOffset ThatDay = new(2026, 11, 26, 4, 0, 0, TimeSpan.Zero);

    public static TheoryData<string, int> Databases
    {
        get
        {
            var databases = new TheoryData<string, int>();
            foreach (var dialect in (string[])["sqlite", "postgres"])
            {
                foreach (var version in ReleasedSchema.Versions(dialect))
                    databases.Add(dialect, version);
            }

            return databases;
        }
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_database_of_an_earlier_version_works_on_with_all_it_held(string dialect, int version)
    {
        await using var fixture = await OpenAsync(dialect);
        foreach (var sql in ReleasedSchema.Make(dialect, version))
            await fixture.ExecuteAsync(sql);
        fixture.Time.SetUtcNow(ThatDay);
        await using var store = fixture.NewStore();

        await store.InitializeAsync(Cancel);

        await AssertReadableAsync(store);
        await AssertWritableAsync(store);
        if (version >= 2)
            Assert.Equal([(Finished, 2)], (await store.ClaimWebhooksAsync("me", TimeSpan.FromMinutes(1), 10, Cancel)).Select(due => (due.TaskId, due.Tries)));
        Assert.Equal(3, await store.DeleteBeforeAsync(ThatDay.AddDays(40), Cancel));
    }

    /// <summary>A step that was changed after its release would leave databases in the field different from new ones: what is to change goes into a new step.</summary>
    [Theory]
    [MemberData(nameof(Databases))]
    public void A_released_step_never_changes(string dialect, int version) =>
        Assert.Equal(ReleasedSchema.Step(dialect, version), SchemaScripts.Of(dialect).Single(step => step.Version == version).Sql);

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public void Steps_are_numbered_without_a_gap(string dialect)
    {
        var versions = SchemaScripts.Of(dialect).Select(step => step.Version).ToList();

        Assert.Equal(Enumerable.Range(1, versions.Count), versions);
        Assert.Empty(ReleasedSchema.Versions(dialect).Except(versions));
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task A_database_of_a_newer_program_is_refused_in_one_line(string dialect)
    {
        await using var fixture = await OpenAsync(dialect);
        await fixture.ExecuteAsync("CREATE TABLE schema_version (version INTEGER PRIMARY KEY)");
        await fixture.ExecuteAsync("INSERT INTO schema_version (version) VALUES (9999)");
        await using var store = fixture.NewStore();

        var refusal = await Assert.ThrowsAsync<UnavailableException>(() => store.InitializeAsync(Cancel));

        Assert.Contains("9999", refusal.Message, StringComparison.Ordinal);
        Assert.Single(refusal.Message.Split('\n'));
    }

    private static async Task AssertReadableAsync(ITaskStore store)
    {
        var task = await store.ReadAsync(Finished, Cancel);
        Assert.NotNull(task);
        Assert.Equal((TaskState.Completed, ComputeTarget.Cpu), (task.State, task.Decision!.Target));
        Assert.Equal("Say hello to the release.", task.Submission.InputText);
        Assert.Equal("a", task.Submission.Metadata["team"]);
        Assert.NotEmpty(task.Result!);
        Assert.Equal("COMPLETED", Assert.Single(task.Attempts).Outcome);
        Assert.Equal(3, (await store.ListAsync(new TaskQuery(), Cancel)).Tasks.Count);
        Assert.Equal(2, (await store.DecisionLogAsync(1, 10, null, null, Cancel)).Total);
        Assert.Equal(0.0005042m, (await store.StatsAsync(24, Cancel)).SavedUsd);
        Assert.Equal("kept_rule", Assert.Single(await store.ReadRulesAsync(Cancel)).Name);
        Assert.Equal("scored", await store.ReadSettingAsync("routing_stage", Cancel));
        Assert.Equal(Finished, (await store.ClaimIdempotencyKeyAsync("dev", "kept", "another", Guid.NewGuid(), TimeSpan.FromHours(1))).TaskId);
    }

    /// <summary>The task that nobody had begun is taken over and ends.</summary>
    private static async Task AssertWritableAsync(ITaskStore store)
    {
        Assert.Equal(Orphan, Assert.Single(await store.OrphansAsync(["me"], 10, Cancel)).Id);
        Assert.True(await store.ClaimAsync(Orphan, 1, "me"));
        var taken = await store.ReadAsync(Orphan, Cancel);
        Assert.True(await store.CompleteAsync(Samples.Completed(taken!), [Samples.Decision()]));
        Assert.True(await store.CreateAsync(Samples.Task(createdAt: ThatDay.AddDays(50))));
        Assert.Equal(TaskState.Completed, (await store.ReadAsync(Orphan, Cancel))!.State);
    }

    private async Task<StoreFixture> OpenAsync(string dialect) =>
        dialect == "sqlite" ? new SqliteFixture() : new PostgresFixture(await postgres.NewDatabaseAsync());

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;
}
