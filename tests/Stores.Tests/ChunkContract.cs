using Orchestrator.Grains.Interfaces;
using Orchestrator.Grains.Stores;

namespace Orchestrator.Stores.Tests;

public abstract class ChunkContract : StoreContract
{
    [Fact]
    public async Task Pieces_come_back_in_order_as_they_were()
    {
        var task = await CreateAsync();
        SummaryChunk[] chunks = [Chunk(0, 0), Chunk(0, 1) with { InputTokens = null, OutputTokens = null, CostUsd = null, Simulated = true }, Chunk(1, 0) with { Summary = "水位 🙂 \"quoted\"" }];

        foreach (var chunk in chunks.Reverse())
            Assert.True(await Store.SaveChunkAsync(task.Id, task.Version, chunk));

        Assert.Equal(chunks, await Store.ReadChunksAsync(task.Id, Cancel));
        Assert.Empty(await Store.ReadChunksAsync(Guid.NewGuid(), Cancel));
    }

    [Fact]
    public async Task The_same_piece_again_replaces_the_first()
    {
        var task = await CreateAsync();
        await Store.SaveChunkAsync(task.Id, task.Version, Chunk(0, 0));

        Assert.True(await Store.SaveChunkAsync(task.Id, task.Version, Chunk(0, 0) with { Source = "other", Summary = "Other." }));

        Assert.Equal("Other.", Assert.Single(await Store.ReadChunksAsync(task.Id, Cancel)).Summary);
    }

    [Fact]
    public async Task An_owner_that_was_replaced_keeps_nothing()
    {
        var task = await CreateAsync();
        await Store.ClaimAsync(task.Id, task.Version, "another silo");

        Assert.False(await Store.SaveChunkAsync(task.Id, task.Version, Chunk(0, 0)));
        Assert.True(await Store.SaveChunkAsync(task.Id, task.Version + 1, Chunk(0, 1)));

        Assert.Equal(1, Assert.Single(await Store.ReadChunksAsync(task.Id, Cancel)).Position);
    }

    [Fact]
    public async Task A_task_that_ended_or_never_was_takes_no_more()
    {
        var task = await CreateAsync();
        var ended = Samples.Completed(task);
        await Store.CompleteAsync(ended, [Samples.Decision()]);

        Assert.False(await Store.SaveChunkAsync(task.Id, ended.Version, Chunk(0, 0)));
        Assert.False(await Store.SaveChunkAsync(Guid.NewGuid(), 1, Chunk(0, 0)));
    }

    [Fact]
    public async Task A_piece_survives_a_restart_of_the_store()
    {
        var task = await CreateAsync();
        await Store.SaveChunkAsync(task.Id, task.Version, Chunk(0, 0));
        await using var reopened = Fixture.NewStore();
        await reopened.InitializeAsync(Cancel);

        Assert.Equal(Chunk(0, 0), Assert.Single(await reopened.ReadChunksAsync(task.Id, Cancel)));
    }

    [Fact]
    public async Task A_task_that_is_past_its_retention_takes_its_pieces_along()
    {
        var task = await CreateAsync();
        await Store.SaveChunkAsync(task.Id, task.Version, Chunk(0, 0));
        await Store.CompleteAsync(Samples.Completed(task), [Samples.Decision()]);

        Assert.Equal(1, await Store.DeleteBeforeAsync(Fixture.Time.GetUtcNow().AddDays(1), Cancel));

        Assert.Empty(await Store.ReadChunksAsync(task.Id, Cancel));
    }

    [Fact]
    public async Task The_progress_of_a_document_is_kept_with_its_task()
    {
        var task = await CreateAsync();
        var ended = Samples.Completed(task) with { Progress = new TaskProgress(7, 7) };
        await Store.CompleteAsync(ended, [Samples.Decision()]);

        Assert.Equal(new TaskProgress(7, 7), (await Store.ReadAsync(task.Id, Cancel))!.Progress);
    }

    private async Task<TaskSnapshot> CreateAsync()
    {
        var task = Samples.Task();
        await Store.CreateAsync(task);
        return task;
    }

    private static SummaryChunk Chunk(int level, int position) => new(level, position, $"source {level} {position}", $"Summary {position}.", 100 + position, 10, 0.000123456789m, false);
}

public sealed class SqliteChunkStore : ChunkContract
{
    protected override Task<StoreFixture> OpenAsync() => Sqlite();
}

public sealed class PostgresChunkStore(SharedPostgres server) : ChunkContract
{
    protected override Task<StoreFixture> OpenAsync() => Postgres(server);
}
