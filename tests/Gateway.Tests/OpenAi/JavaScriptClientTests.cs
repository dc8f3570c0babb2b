using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Orchestrator.Gateway.Tests;

/// <summary>The official JavaScript client, told nothing but another address.</summary>
public sealed class JavaScriptClientTests
{
    [Fact]
    public async Task Chats_streams_embeddings_models_and_errors_work()
    {
        var folder = Path.Combine(Folder(), "npm");
        Need(Directory.Exists(Path.Combine(folder, "node_modules", "openai")), "the npm package openai was not fetched at build: npm is missing or offline");
        await using GatewayHost host = await GatewayHost.StartAsync();
        host.Cluster.Run = Answer;

        JsonObject seen = await RunAsync(folder, new Uri(host.Url, "/v1").ToString());

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

    private static async Task<JsonObject> RunAsync(string folder, string url)
    {
        var start = new ProcessStartInfo("node", ["client.mjs", url, GatewayHost.Key]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        Process? process = null;
        try
        {
            process = Process.Start(start);
        }
        catch (Win32Exception)
        {
            Need(false, "node is not on the PATH");
        }
        using (process)
        {
            Task<string> errors = process!.StandardError.ReadToEndAsync();
            var output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            Assert.True(process.ExitCode == 0, await errors);
            return JsonNode.Parse(output)!.AsObject();
        }
    }

    private static void Need(bool there, string otherwise)
    {
        Assert.True(there || Environment.GetEnvironmentVariable("REQUIRE_ALL") != "1", otherwise);
        Assert.SkipUnless(there, otherwise);
    }

    private static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
