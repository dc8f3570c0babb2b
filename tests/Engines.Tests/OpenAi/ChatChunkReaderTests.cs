using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Orchestrator.Routing;

namespace Orchestrator.Engines.Tests;

public sealed class ChatChunkReaderTests
{
    private readonly ChatChunkReader _reader = new();

    [Fact]
    public void A_token_comes_with_the_answers_id_and_model()
    {
        Assert.Equal(" word", Read("""{"id":"c-1","object":"chat.completion.chunk","created":1,"model":"m-1","choices":[{"index":0,"delta":{"role":"assistant","content":" word"},"logprobs":null,"finish_reason":null}],"usage":null}"""));
        var update = _reader.Text(" word");
        Assert.Equal((" word", "c-1", "c-1", "m-1", ChatRole.Assistant), (update.Text, update.ResponseId, update.MessageId, update.ModelId, update.Role));
    }

    [Theory]
    [InlineData("""{"content":null}""")]
    [InlineData("""{"content":""}""")]
    [InlineData("""{"content":5}""")]
    [InlineData("""{"role":"assistant"}""")]
    [InlineData("""{"reasoning_content":"hm","audio":{"content":"x"}}""")]
    [InlineData("{}")]
    [InlineData("null")]
    public void A_delta_without_text_has_none(string delta) => Assert.Null(Read(Chunk(delta)));

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"choices":[]}""")]
    [InlineData("""{"choices":null}""")]
    [InlineData("""{"choices":[{}]}""")]
    [InlineData("""{"choices":[{"message":{"content":"whole"}}]}""")]
    [InlineData("")]
    [InlineData(" ")]
    public void A_chunk_without_a_delta_is_stepped_over(string chunk) => Assert.Null(Read(chunk));

    [Theory]
    [InlineData("""\u0048\u00fc\n\"\\\/""", "Hü\n\"\\/")]
    [InlineData("""\ud83d\ude00""", "😀")]
    [InlineData("世界 😀", "世界 😀")]
    public void Escapes_are_read(string json, string text) => Assert.Equal(text, Read(Chunk($$"""{"content":"{{json}}"}""")));

    [Fact]
    public void A_very_long_token_is_read()
    {
        string text = new('x', 1_000_000);
        Assert.Equal(text, Read(Chunk($$"""{"content":"{{text}}"}""")));
    }

    [Fact]
    public void Text_may_come_in_parts() =>
        Assert.Equal("one two", Read(Chunk("""{"content":[{"type":"text","text":"one"},7,{"type":"x"},{"type":"text","text":" two"}]}""")));

    [Fact]
    public void Only_the_first_choice_counts() =>
        Assert.Equal("a", Read("""{"choices":[{"delta":{"content":"a"}},{"delta":{"content":"b"},"finish_reason":"stop"},3]}"""));

    [Theory]
    [InlineData("hello")]
    [InlineData("""{"id":""")]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("""{} zzz""")]
    [InlineData("""{/*a*/}""")]
    [InlineData("""{"choices":[{"delta":{"content":"\ud83d"}}]}""")]
    [InlineData("""{"choices":[{"finish_reason":"tired"}]}""")]
    public void What_is_no_chunk_is_a_fault(string data) =>
        Assert.Equal(EngineFault.Broken, ClientErrors.Translate(Assert.ThrowsAny<JsonException>(() => Read(data))).Fault);

    [Fact]
    public void Bytes_that_are_no_text_are_a_fault()
    {
        byte[] data = [.. "{\"choices\":[{\"delta\":{\"content\":\""u8, 0xFF, .. "\"}}]}"u8];
        Assert.ThrowsAny<JsonException>(() => _reader.Read(data));
    }

    [Fact]
    public void Done_is_the_end()
    {
        Assert.Null(Read(" [DONE] "));
        Assert.True(_reader.Done);
        Assert.Null(Read("whatever follows"));
    }

    [Theory]
    [InlineData("stop", "stop")]
    [InlineData("length", "length")]
    [InlineData("tool_calls", "tool_calls")]
    [InlineData("function_call", "tool_calls")]
    [InlineData("content_filter", "content_filter")]
    public void The_first_finish_reason_is_the_answers(string sent, string reason)
    {
        Read($$"""{"choices":[{"delta":{"content":"x"},"finish_reason":"{{sent}}"}]}""");
        Read("""{"choices":[{"finish_reason":"stop"}]}""");
        Assert.Equal(reason, _reader.End().FinishReason!.Value.Value);
    }

    [Fact]
    public void Without_a_finish_reason_the_end_has_none()
    {
        Read("""{"choices":[{"finish_reason":""}]}""");
        Read("""{"choices":[{"finish_reason":null}]}""");
        Assert.Null(_reader.End().FinishReason);
    }

    [Fact]
    public void A_chunk_of_usage_alone_is_read()
    {
        Assert.Null(Read("""{"choices":[],"usage":{"prompt_tokens":5,"completion_tokens":16,"total_tokens":30,"prompt_tokens_details":{"audio_tokens":1,"cached_tokens":4},"completion_tokens_details":{"reasoning_tokens":9},"queue_time":0.1}}"""));
        Read("""{"choices":[],"usage":null}""");
        var usage = Assert.IsType<UsageContent>(Assert.Single(_reader.End().Contents)).Details;
        Assert.Equal((5, 16, 30, 4, 9), (usage.InputTokenCount, usage.OutputTokenCount, usage.TotalTokenCount, usage.CachedInputTokenCount, usage.ReasoningTokenCount));
    }

    [Fact]
    public void Counts_that_are_missing_or_no_numbers_stay_unknown()
    {
        Read("""{"usage":{"prompt_tokens":null,"completion_tokens":"16","prompt_tokens_details":null}}""");
        var usage = Assert.IsType<UsageContent>(Assert.Single(_reader.End().Contents)).Details;
        Assert.Equal((null, null, null), (usage.InputTokenCount, usage.OutputTokenCount, usage.TotalTokenCount));
    }

    [Fact]
    public void A_refusal_is_handed_on_at_the_end()
    {
        Assert.Null(Read(Chunk("""{"refusal":"no "}""")));
        Assert.Null(Read(Chunk("""{"refusal":"way"}""")));
        Assert.Equal("no way", Assert.IsType<ErrorContent>(Assert.Single(_reader.End().Contents)).Message);
    }

    [Fact]
    public void An_answer_in_one_piece_has_a_message()
    {
        var reader = new ChatChunkReader(whole: true);
        Assert.Equal("whole", reader.Read("""{"id":"1","choices":[{"message":{"role":"assistant","content":"whole"},"finish_reason":"stop"}]}"""u8));
        Assert.Equal(ChatFinishReason.Stop, reader.End().FinishReason);
    }

    private static string Chunk(string delta) => $$"""{"id":"1","choices":[{"index":0,"delta":{{delta}},"finish_reason":null}]}""";

    private string? Read(string data) => _reader.Read(Encoding.UTF8.GetBytes(data));
}
