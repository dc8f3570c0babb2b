namespace Orchestrator.Gateway.Tests;

public sealed class ChatTests
{
    private const string Tool = """ "tools": [ { "type": "function", "function": { "name": "f" } } ] """;
    private const string Hello = """{ "model": "auto", "messages": [ { "role": "user", "content": "Hello" } ] }""";

    [Fact]
    public async Task An_answer_has_the_shape_clients_know_and_tells_where_it_ran()
    {
        await using GatewayHost host = await Host(task => task.End(Samples.Completed));

        HttpResponseMessage response = await host.Post("/v1/chat/completions", Hello);

        TaskSnapshot task = Assert.Single(host.Cluster.Tasks).Snapshot!;
        Assert.Equal(
            $$$"""
            {"id":"chatcmpl-{{{task.Id:N}}}","object":"chat.completion","created":1736936625,"model":"gemini-2.5-flash",
            "choices":[{"index":0,"message":{"role":"assistant","content":"Because <b>… 量子","refusal":null},"logprobs":null,"finish_reason":"stop"}],
            "usage":{"prompt_tokens":12,"completion_tokens":300,"total_tokens":312}}
            """.ReplaceLineEndings(""),
            await response.Content.ReadAsStringAsync());
        Assert.Equal(
            [task.Id.ToString(), "CLOUD", "gemini-2.5-flash", "rule_based"],
            new[] { "X-Task-Id", "X-Routed-Target", "X-Routed-Model", "X-Decision-Stage" }.Select(name => response.Headers.GetValues(name).Single()));
    }

    [Theory]
    [InlineData(false, 0, Attendance.AwaitsAnswer)]
    [InlineData(true, 0, Attendance.AwaitsStream)]
    [InlineData(false, 1, Attendance.Leaves)]
    [InlineData(true, 1, Attendance.Leaves)]
    public async Task Its_task_is_told_that_the_caller_stays_but_a_call_that_is_repeated_takes_no_risk(bool stream, int lostCalls, Attendance expected)
    {
        await using GatewayHost host = await Host(task => task.End(Samples.Completed));
        host.Cluster.Fail(new TimeoutException("no answer"), lostCalls);

        HttpResponseMessage response = await host.Post("/v1/chat/completions", stream ? Hello.Replace("{ \"model\"", "{ \"stream\": true, \"model\"", StringComparison.Ordinal) : Hello);

        Assert.Contains("Because", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(expected, Assert.Single(host.Cluster.Tasks).Snapshot!.Submission.Attendance);
    }

    [Fact]
    public async Task Everything_a_client_says_reaches_the_task()
    {
        await using GatewayHost host = await Host(task => task.End(Samples.Completed));
        host.Client.DefaultRequestHeaders.Add("X-Task-Type", "REASONING");
        host.Client.DefaultRequestHeaders.Add("X-Priority", "URGENT");
        host.Client.DefaultRequestHeaders.Add("X-Max-Cost-Usd", "0.05");
        host.Client.DefaultRequestHeaders.Add("X-Max-Latency-Ms", "900");

        await host.Post("/v1/chat/completions", """
            { "model": "tiny", "temperature": 0.5, "top_p": 0.9, "seed": -7, "max_completion_tokens": 64, "stop": ["\n", "END"], "user": "u", "frequency_penalty": 0.2,
              "response_format": { "type": "json_object" }, "metadata": { "a": "b" },
              "tools": [ { "type": "function", "function": { "name": "f" } } ],
              "messages": [ { "role": "developer", "content": "Be brief." }, { "role": "user", "content": [ { "type": "text", "text": "One" }, { "type": "text", "text": "two" } ] },
                            { "role": "assistant", "content": null, "tool_calls": [ { "id": "c1", "type": "function", "function": { "name": "f", "arguments": "{}" } } ] }, { "role": "tool", "tool_call_id": "c1", "content": "42" } ] }
            """);

        TaskSubmission task = Assert.Single(host.Cluster.Tasks).Snapshot!.Submission;
        Assert.Equal((TaskType.Reasoning, TaskPriority.Urgent, 0.05m, 900, "tiny", 64), (task.Type, task.Priority, task.MaxCostUsd, task.MaxLatencyMs, task.Model, task.MaxOutputTokens));
        Assert.Equal(
            [new ChatTurn("system", "Be brief."), new ChatTurn("user", "One\ntwo"), 
                new ChatTurn("assistant", "") { ToolCallsJson = """[ { "id": "c1", "type": "function", "function": { "name": "f", "arguments": "{}" } } ]""" },
                new ChatTurn("tool", "42") { ToolCallId = "c1" }],
            task.Messages!);
        Assert.Equal((0.5, 0.9, -7L), (task.Options!.Temperature, task.Options.TopP, task.Options.Seed));
        Assert.Equal(["\n", "END"], task.Options.Stop);
        Assert.Equal(("""{ "type": "json_object" }""", """[ { "type": "function", "function": { "name": "f" } } ]"""), (task.Options.ResponseFormatJson, task.Options.ToolsJson));
        Assert.Equal("b", task.Metadata["a"]);
        Assert.StartsWith("Be brief.\nOne", task.InputText, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"required\"", "\"required\"")]
    [InlineData("\"auto\"", null)]
    [InlineData("""{ "type": "function", "function": { "name": "f" } }""", """{ "type": "function", "function": { "name": "f" } }""")]
    public async Task The_choice_of_a_tool_reaches_the_task(string choice, string? kept)
    {
        await using GatewayHost host = await Host(task => task.End(Samples.Completed));

        await host.Post("/v1/chat/completions", With($$"""{{Tool}}, "tool_choice": {{choice}}"""));

        Assert.Equal(kept, Assert.Single(host.Cluster.Tasks).Snapshot!.Submission.Options!.ToolChoiceJson);
    }

    [Fact]
    public async Task Tools_that_must_not_be_called_are_not_sent()
    {
        await using GatewayHost host = await Host(task => task.End(Samples.Completed));

        await host.Post("/v1/chat/completions", With($$"""{{Tool}}, "tool_choice": "none" """));

        GenerationOptions options = Assert.Single(host.Cluster.Tasks).Snapshot!.Submission.Options!;
        Assert.Equal((null, null), (options.ToolsJson, options.ToolChoiceJson));
    }

    [Fact]
    public async Task The_target_can_be_pinned_and_the_answer_carries_its_task_when_it_is_asked_for()
    {
        await using GatewayHost host = await Host(task => task.End(Samples.Completed));
        host.Client.DefaultRequestHeaders.Add("X-Target", "CLOUD");
        host.Client.DefaultRequestHeaders.Add("X-Include-Task", "true");

        JsonObject body = await host.Post("/v1/chat/completions", Hello).JsonAsync();

        TaskSnapshot task = Assert.Single(host.Cluster.Tasks).Snapshot!;
        Assert.Equal(ComputeTarget.Cloud, task.Submission.Target);
        Assert.Equal((task.Id.ToString(), "CLOUD", null), ((string?)body["task"]!["task_id"], (string?)body["task"]!["routing_decision"]!["target"], (string?)body["task"]!["result"]));
    }

    [Fact]
    public async Task Auto_pins_nothing()
    {
        await using GatewayHost host = await Host(task => task.End(Samples.Completed));

        await host.Post("/v1/chat/completions", Hello);

        TaskSubmission task = Assert.Single(host.Cluster.Tasks).Snapshot!.Submission;
        Assert.Equal((null, TaskType.Chat, "Hello"), (task.Model, task.Type, task.InputText));
    }

    [Fact]
    public async Task Tool_calls_come_back_as_they_are()
    {
        await using GatewayHost host = await Host(task => task.End(done => Samples.Completed(done) with
        {
            Result = "",
            FinishReason = "tool_calls",
            ToolCallsJson = """[{"id":"c1","type":"function","function":{"name":"f","arguments":"{}"}}]""",
        }));

        JsonObject body = await host.Post("/v1/chat/completions", Hello).JsonAsync();

        JsonNode choice = body["choices"]![0]!;
        Assert.Equal("tool_calls", (string?)choice["finish_reason"]);
        Assert.Null(choice["message"]!["content"]);
        Assert.Equal("f", (string?)choice["message"]!["tool_calls"]![0]!["function"]!["name"]);
    }

    public static TheoryData<string, string, string> Wrong => new()
    {
        { "{}", "model", "is required" },
        { """{ "model": "auto", "messages": [] }""", "messages", "1 to 2000" },
        { """{ "model": "auto", "messages": [ { "role": "robot", "content": "x" } ] }""", "messages[0].role", "system, developer, user, assistant or tool" },
        { """{ "model": "auto", "messages": [ { "role": "user", "content": [ { "type": "image_url" } ] } ] }""", "messages[0].content[0]", "only text" },
        { """{ "model": "auto", "messages": [ { "role": "user" } ] }""", "messages[0].content", "required" },
        { """{ "model": "auto", "messages": [ { "role": "user", "content": " " } ] }""", "messages", "blank" },
        { Hello.Replace("}", ", \"temperature\": 2.5 }", StringComparison.Ordinal), "messages[0].temperature", "not a field" },
        { With("\"temperature\": 2.5"), "temperature", "0 to 2" },
        { With("\"n\": 2"), "n", "must be 1" },
        { With("\"logprobs\": true"), "logprobs", "probabilities" },
        { With("\"tool_choice\": \"required\""), "tool_choice", "there are no tools" },
        { With("\"tool_choice\": \"sometimes\""), "tool_choice", "'sometimes'" },
        { With("\"tools\": [ { \"type\": \"function\", \"function\": { \"name\": \"f\" } } ], \"tool_choice\": { \"type\": \"function\", \"function\": { \"name\": \"g\" } }"), "tool_choice", "'g'" },
        { With("\"tools\": [ { \"type\": \"function\", \"function\": { \"name\": \"f\" } }, { \"type\": \"function\", \"function\": { \"name\": \"f\" } } ]"), "tools", "a name of its own" },
        { With("\"tools\": [ { \"type\": \"function\", \"function\": { \"name\": \"f\", \"parameters\": 7 } } ]"), "tools", "parameters that are an object" },
        { With("\"response_format\": { \"type\": \"json_schema\" }"), "response_format", "json_schema" },
        { """{ "model": "auto", "messages": [ { "role": "tool", "content": "42" } ] }""", "messages[0].tool_call_id", "required" },
        { """{ "model": "auto", "messages": [ { "role": "user", "content": "x" }, { "role": "assistant", "tool_calls": [ { "id": "c1" } ] } ] }""", "messages[1].tool_calls", "1 to 128" },
        { """{ "model": "auto", "messages": [ { "role": "user", "content": "x" }, { "role": "assistant", "tool_calls": [ { "id": "c1", "type": "function", "function": { "name": "f", "arguments": "[1]" } } ] } ] }""", "messages[1].tool_calls", "JSON object" },
        { With("\"tools\": [ 7 ]"), "tools", "function" },
        { With("\"stop\": [\"1\",\"2\",\"3\",\"4\",\"5\"]"), "stop", "up to 4" },
        { With("\"response_format\": { \"type\": \"xml\" }"), "response_format", "json_schema" },
        { With("\"max_completion_tokens\": 0"), "max_completion_tokens", "1 to 32768" },
        { With("\"temprature\": 1"), "temprature", "did you mean 'temperature'" },
        { With("\"stream_options\": { \"usage\": true }"), "stream_options.usage", "not a field" },
        { "{", "body", "not valid JSON" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task What_is_wrong_is_said_in_the_shape_clients_know(string body, string param, string said)
    {
        await using GatewayHost host = await Host(_ => { });

        HttpResponseMessage response = await host.Post("/v1/chat/completions", body);

        JsonNode error = await OpenAiError(response, HttpStatusCode.BadRequest, "invalid_request_error");
        Assert.Contains(said, (string?)error["message"], StringComparison.Ordinal);
        Assert.Contains(param, (string?)error["message"], StringComparison.Ordinal);
        Assert.NotNull((string?)error["param"]);
        Assert.Empty(host.Cluster.Tasks);
    }

    [Theory]
    [InlineData("X-Priority", "SOON")]
    [InlineData("X-Task-Type", "EMBEDDING")]
    [InlineData("X-Task-Type", "POETRY")]
    [InlineData("X-Max-Cost-Usd", "0")]
    [InlineData("X-Max-Latency-Ms", "-5")]
    public async Task A_wrong_header_is_named(string header, string value)
    {
        await using GatewayHost host = await Host(_ => { });
        host.Client.DefaultRequestHeaders.Add(header, value);

        JsonNode error = await OpenAiError(await host.Post("/v1/chat/completions", Hello), HttpStatusCode.BadRequest, "invalid_request_error");

        Assert.Equal(header, (string?)error["param"]);
    }

    [Theory]
    [InlineData(TaskErrorCodes.AllTargetsFailed, 502, "server_error", "all_targets_failed")]
    [InlineData(TaskErrorCodes.NoTargetAvailable, 503, "server_error", "no_target_available")]
    [InlineData(TaskErrorCodes.Timeout, 504, "server_error", "timeout")]
    [InlineData(TaskErrorCodes.Internal, 500, "server_error", "internal")]
    [InlineData(TaskErrorCodes.BudgetExceeded, 400, "invalid_request_error", "budget_exceeded")]
    [InlineData(TaskErrorCodes.ContentBlocked, 400, "invalid_request_error", "content_filter")]
    public async Task A_failed_task_is_an_error_of_its_kind(string code, int status, string type, string wireCode)
    {
        await using GatewayHost host = await Host(task => task.End(failed => Samples.Failed(failed) with { Error = new TaskError(code, "Because.") }));

        foreach (var body in (string[])[Hello, With("\"stream\": true")])
        {
            JsonNode error = await OpenAiError(await host.Post("/v1/chat/completions", body), (HttpStatusCode)status, type);
            Assert.Equal((wireCode, "Because."), ((string?)error["code"], (string?)error["message"]));
        }
    }

    [Fact]
    public async Task A_model_that_no_engine_has_is_a_404()
    {
        await using GatewayHost host = await Host(task => task.End(failed => Samples.Failed(failed) with { Error = new TaskError(TaskErrorCodes.NoTargetAvailable, "none") }));

        JsonNode unknown = await OpenAiError(await host.Post("/v1/chat/completions", Hello.Replace("auto", "gpt-9", StringComparison.Ordinal)), HttpStatusCode.NotFound, "invalid_request_error");
        await OpenAiError(await host.Post("/v1/chat/completions", Hello.Replace("auto", "tiny", StringComparison.Ordinal)), HttpStatusCode.ServiceUnavailable, "server_error");

        Assert.Equal("model_not_found", (string?)unknown["code"]);
    }

    [Fact]
    public async Task Errors_of_the_house_have_the_shape_too()
    {
        await using GatewayHost host = await Host(_ => { });
        using HttpClient stranger = host.NewClient();
        await OpenAiError(await stranger.PostAsync("/v1/chat/completions", new StringContent(Hello)), HttpStatusCode.Unauthorized, "authentication_error");
        await OpenAiError(await host.Post("/v1/chat/completions", Hello, "text/plain"), HttpStatusCode.UnsupportedMediaType, "invalid_request_error");
        await OpenAiError(await host.Client.GetAsync("/v1/chat/completions"), HttpStatusCode.MethodNotAllowed, "invalid_request_error");
        await OpenAiError(await host.Post("/v1/chat/completions", new string(' ', (1 << 20) + 1)), HttpStatusCode.RequestEntityTooLarge, "invalid_request_error");
        host.Cluster.Refuse = _ => SubmitOutcome.Overloaded;
        await OpenAiError(await host.Post("/v1/chat/completions", Hello), HttpStatusCode.ServiceUnavailable, "server_error");
        host.Cluster.Fail(new SiloUnavailableException("gone"));
        await OpenAiError(await host.Post("/v1/chat/completions", Hello), HttpStatusCode.ServiceUnavailable, "server_error");
    }

    [Fact]
    public async Task A_client_that_leaves_cancels_its_task()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();
        var accepted = new TaskCompletionSource<FakeTaskGrain>(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Cluster.Run = accepted.SetResult;
        using var leave = new CancellationTokenSource();
        Task<HttpResponseMessage> asking = host.Client.PostAsync("/v1/chat/completions", new StringContent(Hello, null, "application/json"), leave.Token);
        FakeTaskGrain task = await accepted.Task;

        await leave.CancelAsync();

        await task.Cancelled.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
    }

    private static string With(string field) => $$"""{ "model": "auto", "messages": [ { "role": "user", "content": "Hello" } ], {{field}} }""";

    private static async Task<GatewayHost> Host(Action<FakeTaskGrain> run)
    {
        GatewayHost host = await GatewayHost.StartAsync();
        host.Cluster.Run = task =>
        {
            task.Decide(1);
            run(task);
        };
        return host;
    }

    private static async Task<JsonNode> OpenAiError(HttpResponseMessage response, HttpStatusCode status, string type)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.Equal((status, text), (response.StatusCode, text));
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        JsonNode error = JsonNode.Parse(text)!["error"]!;
        Assert.Equal(["message", "type", "param", "code"], error.AsObject().Select(pair => pair.Key));
        Assert.Equal(type, (string?)error["type"]);
        return error;
    }
}
