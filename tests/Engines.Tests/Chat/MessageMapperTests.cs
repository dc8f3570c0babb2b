using Microsoft.Extensions.AI;
using Orchestrator.Routing;

namespace Orchestrator.Engines.Tests.Chat;

public sealed class MessageMapperTests
{
    private const string Calls = """[{"id":"c1","type":"function","function":{"name":"add","arguments":"{\"a\":1,\"b\":[2]}"}}]""";

    [Fact]
    public void Calls_of_tools_keep_their_ids_names_and_arguments()
    {
        var message = MessageMapper.Map(new EngineMessage("assistant", "Let me see.") { ToolCallsJson = Calls });

        Assert.Equal(ChatRole.Assistant, message.Role);
        Assert.Equal("Let me see.", Assert.IsType<TextContent>(message.Contents[0]).Text);
        var call = Assert.IsType<FunctionCallContent>(message.Contents[1]);
        Assert.Equal(("c1", "add", "1", "[2]"), (call.CallId, call.Name, call.Arguments!["a"]!.ToString(), call.Arguments["b"]!.ToString()));
    }

    [Fact]
    public void A_turn_that_only_called_tools_has_no_empty_text() =>
        Assert.IsType<FunctionCallContent>(Assert.Single(MessageMapper.Map(new EngineMessage("assistant", "") { ToolCallsJson = Calls }).Contents));

    [Fact]
    public void A_result_goes_with_its_call()
    {
        var message = MessageMapper.Map(new EngineMessage("tool", "42") { ToolCallId = "c1" });

        var result = Assert.IsType<FunctionResultContent>(Assert.Single(message.Contents));
        Assert.Equal((ChatRole.Tool, "c1", "42"), (message.Role, result.CallId, result.Result));
    }

    [Theory]
    [InlineData("7")]
    [InlineData("[{}]")]
    [InlineData("""[{"id":"c1","function":{"name":"add","arguments":"[]"}}]""")]
    [InlineData("""[{"id":"c1","function":{"name":"add","arguments":"{"}}]""")]
    public void Calls_of_another_form_are_the_callers_fault(string calls) =>
        Assert.Equal(EngineFault.BadRequest, Assert.Throws<EngineException>(() => MessageMapper.Map(new EngineMessage("assistant", "") { ToolCallsJson = calls })).Fault);
}
