using Orchestrator.Grains.Interfaces;
using Orchestrator.Routing;

namespace Orchestrator.Stores.Tests;

public abstract class ProgressContract : StoreContract
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    [Fact]
    public async Task The_latest_note_is_written_when_the_interval_is_over()
    {
        var task = Samples.Task();
        await Store.CreateAsync(task);
        Store.NoteProgress(task with { State = TaskState.Routing });
        Store.NoteProgress(task with { State = TaskState.Executing, Decision = Samples.Decision(), Attempts = [Samples.Attempt(outcome: null)] });
        Assert.Equal(TaskState.Pending, (await Store.ReadAsync(task.Id, Cancel))!.State);

        await FlushAsync();

        var now = await Store.ReadAsync(task.Id, Cancel);
        Assert.Equal((TaskState.Executing, 1L, 1), (now!.State, now.Version, now.Attempts.Count));
        Assert.Equal(task.Id, Assert.Single((await Store.ListAsync(new TaskQuery { Target = ComputeTarget.Cpu, State = TaskState.Executing }, Cancel)).Tasks).Id);
    }

    [Fact]
    public async Task A_note_that_was_overtaken_by_the_end_is_dropped()
    {
        var task = Samples.Task();
        await Store.CreateAsync(task);
        Store.NoteProgress(task with { State = TaskState.Executing });
        await Store.CompleteAsync(Samples.Completed(task), []);
        Store.NoteProgress(task with { State = TaskState.Executing });

        await FlushAsync();

        Assert.Equal(TaskState.Completed, (await Store.ReadAsync(task.Id, Cancel))!.State);
    }

    [Fact]
    public async Task A_note_of_an_owner_that_was_replaced_is_ignored()
    {
        var task = Samples.Task();
        await Store.CreateAsync(task);
        Assert.True(await Store.ClaimAsync(task.Id, 1, "silo-2"));
        Store.NoteProgress(task with { State = TaskState.Executing });

        await FlushAsync();

        Assert.Equal(TaskState.Pending, (await Store.ReadAsync(task.Id, Cancel))!.State);
    }

    [Fact]
    public async Task Notes_that_wait_are_written_when_the_store_is_closed()
    {
        var task = Samples.Task();
        var closing = Fixture.NewStore();
        await closing.InitializeAsync(Cancel);
        await closing.CreateAsync(task);
        closing.NoteProgress(task with { State = TaskState.Executing });

        await closing.DisposeAsync();

        Assert.Equal(TaskState.Executing, (await Store.ReadAsync(task.Id, Cancel))!.State);
    }

    /// <summary>Lets the interval pass; the write that follows is behind the notes in the one queue.</summary>
    private async Task FlushAsync()
    {
        Fixture.Time.Advance(Interval);
        await Store.WriteSettingAsync("after", "notes", Cancel);
        await Store.WriteSettingAsync("after", "notes", Cancel);
    }
}

public sealed class SqliteProgress : ProgressContract
{
    protected override Task<StoreFixture> OpenAsync() => Sqlite();
}

public sealed class PostgresProgress(SharedPostgres server) : ProgressContract
{
    protected override Task<StoreFixture> OpenAsync() => Postgres(server);
}
