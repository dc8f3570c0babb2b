using Orchestrator.Grains.Interfaces;
using Orchestrator.Routing;

namespace Orchestrator.Grains.Tests.Documents;

public sealed class LongDocumentTests
{
    private const int ChunkTokens = 64;
    private static readonly string Text = string.Concat(Enumerable.Range(0, 60).Select(i => $"In year {i} the river rose by two metres. "));

    [Fact]
    public void A_text_that_fits_one_call_is_no_long_document()
    {
        Assert.Null(LongDocument.Of(Task("A short text."), ChunkTokens));
        Assert.Null(LongDocument.Of(Task(Text) with { Type = TaskType.Summarization }, ChunkTokens));
    }

    [Fact]
    public void The_pieces_follow_from_the_text_alone()
    {
        var document = LongDocument.Of(Task(Text), ChunkTokens)!;

        Assert.Equal(Text, string.Concat(document.Chunks));
        Assert.Equal(document.Chunks, LongDocument.Of(Task(Text), ChunkTokens)!.Chunks);
    }

    [Fact]
    public void Of_a_conversation_the_one_text_is_the_document_and_instructions_go_with_every_piece()
    {
        var document = LongDocument.Of(Task(Text) with { Messages = [new ChatTurn("system", "In French."), new ChatTurn("user", Text)] }, ChunkTokens)!;

        Assert.Equal([new ChatTurn("system", "In French."), new ChatTurn("user", "piece")], document.Step("piece", isLast: false).Messages!);
        Assert.Null(LongDocument.Of(Task(Text) with { Messages = [new ChatTurn("user", Text), new ChatTurn("assistant", "Yes?"), new ChatTurn("user", "Go on.")] }, ChunkTokens));
    }

    [Fact]
    public void Only_the_answer_has_the_callers_limit()
    {
        var document = LongDocument.Of(Task(Text) with { MaxOutputTokens = 500 }, ChunkTokens)!;

        Assert.Equal((64, 500), (document.Step("piece", isLast: false).MaxOutputTokens, document.Step("piece", isLast: true).MaxOutputTokens));
    }

    [Fact]
    public void Summaries_that_do_not_fit_one_call_are_cut_again_and_blank_ones_left_out()
    {
        var document = LongDocument.Of(Task(Text), ChunkTokens)!;
        string[] summaries = [.. Enumerable.Range(0, 30).Select(i => i % 3 == 0 ? " " : $"The river rose in year {i}.")];

        var next = document.Combine(summaries);

        Assert.InRange(next.Count, 2, summaries.Length - 1);
        Assert.Equal(string.Join("\n\n", summaries.Where(summary => summary.Length > 1)), string.Concat(next));
    }

    [Fact]
    public void Summaries_that_grow_are_combined_at_once_instead_of_for_ever()
    {
        var document = LongDocument.Of(Task(Text), ChunkTokens)!;

        Assert.Single(document.Combine([Text, Text]));
    }

    private static TaskSubmission Task(string text) => new() { Type = TaskType.BatchSummarization, InputText = text, Account = "test" };
}
