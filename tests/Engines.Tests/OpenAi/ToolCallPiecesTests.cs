using System.Text;
using System.Text.Json;
using Orchestrator.Routing;

namespace Orchestrator.Engines.Tests;

public sealed class ToolCallPiecesTests
{
    private readonly ToolCallPieces _pieces = new();

    [Fact]
    public void Calls_that_come_interleaved_are_put_together()
    {
        Read("""[{"index":0,"id":"a","type":"function","function":{"name":"one","arguments":""}},{"index":1,"id":"b","type":"function","function":{"name":"two","arguments":"{\"y\":"}}]""");
        Read("""[{"index":1,"function":{"arguments":"\"ü\"}"}}]""");
        Read("""[{"index":0,"id":"","function":{"name":"","arguments":"{\"x\":1.50}"}},{"index":0,"function":{"arguments":null}}]""");
        Assert.Equal(["""a one {"x":1.50}""", """b two {"y":"ü"}"""], Said());
    }

    [Fact]
    public void Without_numbers_a_new_id_begins_a_call()
    {
        Read("""[{"id":"a","function":{"name":"one","arguments":"{"}}]""");
        Read("""[{"function":{"arguments":"}"}}]""");
        Read("""[{"id":"b","function":{"name":"two","arguments":"{}"}},{"id":"a","function":{"arguments":" "}}]""");
        Assert.Equal(["a one {}", "b two {}"], Said());
    }

    [Theory]
    [InlineData("\"\"")]
    [InlineData("\"{x\"")]
    [InlineData("\"[1]\"")]
    [InlineData("\"null\"")]
    [InlineData("null")]
    public void Arguments_that_are_no_object_are_none(string arguments)
    {
        Read($$$"""[{"index":0,"id":"a","function":{"name":"one","arguments":{{{arguments}}}}}]""");
        Assert.Null(Assert.Single(_pieces.ToContents()).Arguments);
    }

    [Fact]
    public void Arguments_may_be_an_object_instead_of_its_text()
    {
        Read("""[{"index":0,"id":"a","function":{"name":"one","arguments":{"x":[1,{}]}}}]""");
        Assert.Equal(["""a one {"x":[1,{}]}"""], Said());
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("[null, 3, [{}]]")]
    [InlineData("""[{"index":0,"id":"a","function":{"arguments":"{}"}}]""")]
    [InlineData("""[{"index":0,"id":"a","function":null}]""")]
    public void A_call_of_nothing_is_none(string pieces)
    {
        Read(pieces);
        Assert.Empty(_pieces.ToContents());
    }

    [Fact]
    public void A_call_without_an_id_is_a_fault()
    {
        Read("""[{"index":0,"function":{"name":"one","arguments":"{}"}}]""");
        Assert.Equal(EngineFault.Broken, Assert.Throws<EngineException>(() => _pieces.ToContents().ToList()).Fault);
    }

    private void Read(string toolCalls)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes($$"""{"tool_calls":{{toolCalls}}}"""));
        reader.Read();
        reader.Read();
        _pieces.Read(ref reader);
        Assert.True(reader.Read());
        Assert.Equal(JsonTokenType.EndObject, reader.TokenType);
    }

    private IEnumerable<string> Said() =>
        _pieces.ToContents().Select(call => $"{call.CallId} {call.Name} {{{string.Join(",", call.Arguments!.Select(pair => $"\"{pair.Key}\":{((JsonElement)pair.Value!).GetRawText()}"))}}}");
}
