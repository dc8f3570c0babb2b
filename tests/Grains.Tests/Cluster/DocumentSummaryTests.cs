using Orchestrator.Grains.Interfaces;
using Orchestrator.Grains.Stores;
using Orchestrator.Routing;

namespace Orchestrator.Grains.Tests.Cluster;

/// <summary>Long documents through the whole cluster: chunks of 64 tokens, about six of these sentences.</summary>
public sealed class DocumentSummaryTests(OneSilo silo) : IClassFixture<OneSilo>
{
    [Fact]
    public async Task A_long_document_is_summarised_piece_by_piece_and_its_tokens_are_summed()
    {
        var task = await silo.RunAsync(Document(Sentences(24)));

        var chunks = await silo.Store.ReadChunksAsync(task.Id, default);
        Assert.Equal((TaskState.Completed, "Answer of gpu"), (task.State, task.Result));
        Assert.InRange(chunks.Count, 4, 12);
        Assert.Equal(new TaskProgress(chunks.Count, chunks.Count), task.Progress);
        Assert.Equal(chunks.Count + 1, task.Attempts.Count);
        Assert.Equal((10 * task.Attempts.Count, 3 * task.Attempts.Count), (task.InputTokens, task.OutputTokens));
        Assert.Equal(task.Progress, (await silo.Store.ReadAsync(task.Id, default))!.Progress);
    }

    [Fact]
    public async Task Summaries_too_long_for_one_call_are_summarised_in_their_turn()
    {
        var task = await silo.RunAsync(Document(Sentences(200)));

        var levels = (await silo.Store.ReadChunksAsync(task.Id, default)).CountBy(chunk => chunk.Level).ToDictionary();
        Assert.Equal(TaskState.Completed, task.State);
        Assert.True(levels[0] > levels[1] && levels[1] > 1, $"{levels[0]} and {levels[1]} pieces");
        Assert.Equal(levels.Values.Sum() + 1, task.Attempts.Count);
    }

    [Fact]
    public async Task Watchers_see_the_progress_and_no_text_but_the_answers()
    {
        var grain = await silo.SubmitAsync(Document(Sentences(24)));

        List<TaskEvent> events = [];
        await foreach (var happened in grain.Watch(0))
            events.Add(happened);

        Assert.Equal("Answer of gpu", string.Concat(events.Select(happened => happened.Text)));
        var progress = events.Where(happened => happened.Task?.Progress is not null).Select(happened => happened.Task!.Progress!.ChunksDone).Distinct().ToArray();
        Assert.Equal(Enumerable.Range(0, progress.Length), progress);
        Assert.True(progress.Length > 4, $"{progress.Length} steps");
    }

    [Fact]
    public async Task A_piece_that_fails_on_one_target_goes_to_the_next_and_the_others_stay()
    {
        var task = await silo.RunAsync(Document(Sentences(6) + "Here it says gpu:BROKEN once. " + Sentences(12)));

        Assert.Equal(TaskState.Completed, task.State);
        Assert.Equal(["BROKEN"], task.Attempts.Where(attempt => attempt.Outcome != "COMPLETED").Select(attempt => attempt.Outcome));
        Assert.Equal(ComputeTarget.Gpu, task.Attempts[^1].Target);
        Assert.Single(task.Attempts, attempt => attempt is { Outcome: "COMPLETED", Target: not ComputeTarget.Gpu });
    }

    [Fact]
    public async Task The_cost_is_that_of_all_pieces()
    {
        var task = await silo.RunAsync(Document(Sentences(24)) with { Target = ComputeTarget.Cloud });

        // 10 tokens in at 0.30 and 3 out at 2.50 USD a million, each time.
        Assert.Equal(task.Attempts.Count * 0.0000105m, task.ActualCostUsd);
        Assert.Equal(task.ActualCostUsd, task.CloudBaselineCostUsd);
    }

    [Fact]
    public async Task Cancelling_stops_between_two_pieces()
    {
        var grain = await silo.SubmitAsync(Document(Sentences(6) + "Here it says gpu:hold once. " + Sentences(12)));
        await OneSilo.Until(grain, task => task is { Progress.ChunksDone: > 0, State: TaskState.Executing });

        var receipt = await grain.Cancel();

        Assert.True(receipt!.Cancelled);
        Assert.InRange(receipt.Task.Progress!.ChunksDone, 1, receipt.Task.Progress.ChunksTotal - 1);
    }

    [Fact]
    public async Task What_was_finished_before_is_not_run_again()
    {
        // As a silo leaves it that dies after two pieces: the row, two chunks, and an owner that is gone.
        var submission = Document(Sentences(24));
        var document = LongDocument.Of(submission, 64)!;
        var id = Guid.NewGuid();
        await silo.Store.CreateAsync(new TaskSnapshot { Id = id, Submission = submission, Version = 1, Owner = "S127.0.0.1:1:1", CreatedAt = TimeProvider.System.GetUtcNow() });
        foreach (var position in new[] { 0, 1 })
            Assert.True(await silo.Store.SaveChunkAsync(id, 1, new SummaryChunk(0, position, LongDocument.Fingerprint(document.Chunks[position]), "Known.", 100, 50, 0.25m, false)));

        var task = await Resumed(id);

        Assert.Equal(TaskState.Completed, task.State);
        Assert.Equal(document.Chunks.Count - 2 + 1, task.Attempts.Count);
        Assert.Equal((200 + (10 * task.Attempts.Count), 0.5m), (task.InputTokens, task.ActualCostUsd));
    }

    [Fact]
    public async Task A_piece_of_another_cut_is_run_anew()
    {
        var submission = Document(Sentences(24));
        var document = LongDocument.Of(submission, 64)!;
        var id = Guid.NewGuid();
        await silo.Store.CreateAsync(new TaskSnapshot { Id = id, Submission = submission, Version = 1, Owner = "S127.0.0.1:1:1", CreatedAt = TimeProvider.System.GetUtcNow() });
        Assert.True(await silo.Store.SaveChunkAsync(id, 1, new SummaryChunk(0, 0, LongDocument.Fingerprint("something else"), "Known.", 100, 50, 0, false)));

        var task = await Resumed(id);

        Assert.Equal((TaskState.Completed, document.Chunks.Count + 1), (task.State, task.Attempts.Count));
        Assert.Equal(10 * task.Attempts.Count, task.InputTokens);
    }

    private async Task<TaskSnapshot> Resumed(Guid id)
    {
        var grain = silo.Grains.GetGrain<ITaskGrain>(id);
        await grain.Resume();
        return await OneSilo.EndOf(grain);
    }

    private static TaskSubmission Document(string text) => OneSilo.Submission(text) with { Type = TaskType.BatchSummarization };

    private static string Sentences(int count) => string.Concat(Enumerable.Range(1, count).Select(i => $"In the long year {i} the old river rose by {i} metres. "));
}
