using Orchestrator.TestServers;

namespace Orchestrator.Gateway.Tests;

/// <summary>The official JavaScript client, told nothing but another address.</summary>
public sealed class JavaScriptClientTests
{
    [Fact]
    public async Task Chats_streams_embeddings_models_and_errors_work()
    {
        Assert.SkipWhen(JavaScriptClient.Missing is not null && !Requirement.AllRequired, JavaScriptClient.Missing ?? "");
        await using GatewayHost host = await GatewayHost.StartAsync();
        host.Cluster.Run = Answer;

        JsonObject seen = await JavaScriptClient.RunAsync("client.mjs", new Uri(host.Url, "/v1"), GatewayHost.Key);

        Assert.Equal(("Because <b>… 量子", "Hello", 312), ((string?)seen["whole"], (string?)seen["streamed"], (int?)seen["usage"]));
        Assert.Equal(("half", "stream_broken"), ((string?)seen["broken"], (string?)seen["breakage"]));
        Assert.Equal("Because <b>… 量子", (string?)seen["spared"]);
        Assert.Equal(("""c1 add {"a":1}""", """c1 {"a":1}"""), ((string?)seen["call"], (string?)seen["streamedCall"]));
        Assert.Equal("c1 said: result of the tool", (string?)seen["told"]);
        Assert.Equal("[2,0.25]", seen["embedding"]!.ToJsonString());
        Assert.Equal("""["auto","tiny"]""", seen["models"]!.ToJsonString());
        Assert.Equal(("BadRequestError", "temperature"), ((string?)seen["invalid"]!["name"], (string?)seen["invalid"]!["param"]));
        Assert.Equal(("AuthenticationError", "invalid_api_key"), ((string?)seen["stranger"]!["name"], (string?)seen["stranger"]!["code"]));
    }

    private static void Answer(FakeTaskGrain task)
    {
        task.Decide(1);
        TaskSubmission submission = task.Snapshot!.Submission;
        if (submission.Type == TaskType.Embedding)
            task.End(done => Samples.Completed(done) with { Result = null, Embedding = [submission.InputText.Length, 0.25f] });
        else if (submission.InputText == "spared")
        {
            task.Decide(2, ComputeTarget.Cpu);
            task.Say(2, "Because", " <b>… 量子");
            task.End(Samples.Completed);
        }
        else if (submission.Messages is [.., { ToolCallId: { } id, Content: var result }])
            task.End(done => Samples.Completed(done) with { Result = $"{id} said: {result}" });
        else if (submission.InputText == "tool")
        {
            task.End(done => Samples.Completed(done) with
            {
                Result = "",
                FinishReason = "tool_calls",
                ToolCallsJson = """[{"id":"c1","type":"function","function":{"name":"add","arguments":"{\"a\":1}"}}]""",
            });
        }
        else if (submission.InputText == "broken")
        {
            task.Say(1, "half");
            task.Decide(2, ComputeTarget.Cpu);
        }
        else
        {
            if (submission.InputText == "stream")
                task.Say(1, "Hel", "lo");
            task.End(Samples.Completed);
        }
    }
}
