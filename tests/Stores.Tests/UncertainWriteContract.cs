using Microsoft.Data.Sqlite;
using Orchestrator.Grains.Interfaces;
using Orchestrator.Grains.Stores;
using Orchestrator.TestServers;

namespace Orchestrator.Stores.Tests;

/// <summary>A write whose commit is in doubt is made again, and knows its own row when it was there already.</summary>
public abstract class UncertainWriteContract : IAsyncDisposable
{
    private IDatabase? _database;

    [Fact]
    public async Task A_new_task_that_is_written_again_knows_its_row()
    {
        var task = DocumentSamples.FullTask with { Submission = DocumentSamples.FullSubmission };
        Assert.True(await CreatesAsync(task));
        Assert.True(await CreatesAsync(task, isUncertain: true));
        Assert.False(await CreatesAsync(task));
    }

    [Fact]
    public async Task A_task_with_another_submission_is_not_its_row()
    {
        var task = Samples.Task() with { Submission = DocumentSamples.ChatSubmission };
        Assert.True(await CreatesAsync(task));
        Assert.False(await CreatesAsync(task with { Submission = task.Submission with { MaxOutputTokens = 7 } }, isUncertain: true));
    }

    [Fact]
    public async Task A_task_that_was_written_once_with_its_end_knows_its_row()
    {
        var task = Samples.Task();
        Assert.True(await WritesOnceAsync(task));
        Assert.True(await WritesOnceAsync(task, isUncertain: true));
        Assert.False(await WritesOnceAsync(task));
    }

    public virtual async ValueTask DisposeAsync()
    {
        if (_database is not null)
            await _database.DisposeAsync();
    }

    private protected async Task<bool> CreatesAsync(TaskSnapshot task, bool isUncertain = false) =>
        await IsWrittenAsync(new CreateWrite(TaskRow.ForCreate(task, Format)) { Subject = task.Id, IsUncertain = isUncertain });

    private protected abstract DocumentFormat Format { get; }

    private protected abstract Task<IDatabase> NewDatabaseAsync();

    private async Task<bool> WritesOnceAsync(TaskSnapshot task, bool isUncertain = false)
    {
        var done = Samples.Completed(task);
        var row = TaskRow.ForComplete(done, Format);
        var first = new CreateWrite(TaskRow.ForCreate(task, Format)) { Subject = task.Id };
        return await IsWrittenAsync(new CompleteWrite(row, RollupEntry.Of(done, row, Samples.Morning), [new DecisionRow(done, Samples.Decision(), 1, Format)], [])
        {
            Subject = task.Id,
            First = first,
            IsUncertain = isUncertain,
        });
    }

    private async Task<bool> IsWrittenAsync(WriteRequest<bool> write)
    {
        if (_database is null)
        {
            _database = await NewDatabaseAsync();
            await _database.InitializeAsync(CancellationToken.None);
        }

        await _database.CommitAsync(WriteBatch.Of([write], []));
        return write.Outcome;
    }
}

public sealed class SqliteUncertainWrites : UncertainWriteContract
{
    private readonly TemporaryFolder _folder = new();

    private string Path => _folder.File("orchestrator.db");

    [Fact]
    public async Task Submissions_are_text_for_SQL_and_the_rest_is_compact()
    {
        Assert.True(await CreatesAsync(DocumentSamples.FullTask));
        await using var connection = new SqliteConnection($"Data Source={Path};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT typeof(submission) || ' ' || typeof(progress) FROM tasks";
        Assert.Equal("text blob", await command.ExecuteScalarAsync());
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }

    private protected override DocumentFormat Format => DocumentFormat.Compact;

    private protected override Task<IDatabase> NewDatabaseAsync() => Task.FromResult<IDatabase>(new SqliteDatabase(Path, new TaskStoreOptions()));
}

public sealed class PostgresUncertainWrites(SharedPostgres server) : UncertainWriteContract
{
    private protected override DocumentFormat Format => DocumentFormat.Json;

    private protected override async Task<IDatabase> NewDatabaseAsync() =>
        new PostgresDatabase(DatabaseUrl.Parse(await server.NewDatabaseAsync()), new TaskStoreOptions());
}
