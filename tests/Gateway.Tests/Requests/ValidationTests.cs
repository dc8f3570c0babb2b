namespace Orchestrator.Gateway.Tests;

/// <summary>Each rule of the contract's table: what is at the limit passes, what is past it fails and is named.</summary>
public sealed class ValidationTests
{
    public static TheoryData<string, string> Passing => new()
    {
        { "input_text", $"\"{new string('x', 50_000)}\"" },
        { "input_text", "\"x\"" },
        { "max_cost_usd", "0.000000001" },
        { "max_cost_usd", "1e3" },
        { "max_latency_ms", "1" },
        { "max_latency_ms", "2147483647" },
        { "max_output_tokens", "1" },
        { "max_output_tokens", "32768" },
        { "callback_url", "\"http://a.example/x?y=1\"" },
        { "model", $"\"{new string('m', 200)}\"" },
        { "metadata", Metadata(32, 1) },
        { "metadata", $$"""{ "k": "{{new string('v', 8191)}}" }""" },
        { "is_batch", "true" },
        { "task_type", "\"EMBEDDING\"" },
        { "priority", "\"URGENT\"" },
        { "target", "\"CLOUD\"" },
    };

    public static TheoryData<string, string, string> Failing => new()
    {
        { "input_text", $"\"{new string('x', 50_001)}\"", "50001 characters" },
        { "input_text", "\" \\t\\n\"", "blank" },
        { "input_text", "\"\"", "blank" },
        { "input_text", "7", "must be a text, not 7" },
        { "input_text", "\"\\ud800\"", "Unicode" },
        { "input_text", "\"a\\u0000b\"", "U+0000" },
        { "max_cost_usd", "0", "above 0" },
        { "max_cost_usd", "-1", "above 0" },
        { "max_cost_usd", "1e400", "above 0" },
        { "max_cost_usd", "\"0.01\"", "above 0" },
        { "max_latency_ms", "0", "1 to 2147483647" },
        { "max_latency_ms", "2147483648", "1 to 2147483647" },
        { "max_latency_ms", "1.5", "whole number" },
        { "max_output_tokens", "0", "1 to 32768" },
        { "max_output_tokens", "32769", "1 to 32768" },
        { "callback_url", "\"ftp://a.example\"", "http" },
        { "callback_url", "\"/relative\"", "absolute" },
        { "callback_url", "\"http://\"", "absolute" },
        { "model", $"\"{new string('m', 201)}\"", "201 characters" },
        { "metadata", Metadata(33, 1), "more than 32" },
        { "metadata", $$"""{ "k": "{{new string('v', 8192)}}" }""", "8192" },
        { "metadata", "[]", "object of texts" },
        { "is_batch", "\"true\"", "true or false" },
        { "task_type", "\"POETRY\"", "CHAT, SUMMARIZATION, CLASSIFICATION, EMBEDDING, REASONING, BATCH_SUMMARIZATION" },
        { "task_type", "\"chat\"", "not one of CHAT" },
        { "task_type", "0", "not one of CHAT" },
        { "priority", "\"HIGHEST\"", "LOW, NORMAL, HIGH, URGENT" },
        { "target", "\"TPU\"", "GPU, CPU, QUANTIZED, CLOUD" },
    };

    [Theory]
    [MemberData(nameof(Passing))]
    public async Task At_the_limit_a_value_passes(string field, string value)
    {
        await using GatewayHost host = await GatewayHost.StartAsync();

        HttpResponseMessage response = await host.Post("/v1/tasks", Body(field, value));

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
    }

    [Theory]
    [MemberData(nameof(Failing))]
    public async Task Past_the_limit_a_value_is_refused_by_name(string field, string value, string said)
    {
        await using GatewayHost host = await GatewayHost.StartAsync();

        JsonObject problem = await host.Post("/v1/tasks", Body(field, value)).ProblemAsync(HttpStatusCode.BadRequest, "VALIDATION_FAILED");

        Assert.Equal([field], problem.WrongFields());
        Assert.Contains(said, problem.Error(field), StringComparison.Ordinal);
        Assert.Empty(host.Cluster.Tasks);
    }

    [Fact]
    public async Task Everything_wrong_is_said_at_once()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();

        JsonObject problem = await host.Post("/v1/tasks", """
            { "prority": "LOW", "max_cost_usd": 0, "target": "TPU", "metadata": { "a": 1, "b": "x", "b": "y" }, "is_batch": true, "is_batch": true }
            """).ProblemAsync(HttpStatusCode.BadRequest, "VALIDATION_FAILED");

        Assert.Equal(
            ["prority", "is_batch", "task_type", "input_text", "max_cost_usd", "metadata.a", "metadata.b", "target"],
            problem.WrongFields());
        Assert.Equal("8 fields are wrong.", (string?)problem["detail"]);
    }

    [Fact]
    public async Task A_misspelt_field_is_named_with_the_one_that_was_meant()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();

        JsonObject problem = await host.Post("/v1/tasks", Body("prority", "\"LOW\"")).ProblemAsync(HttpStatusCode.BadRequest, "VALIDATION_FAILED");

        Assert.Equal("is not a field of a task; did you mean 'priority'?", problem.Error("prority"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{\"task_type\":}")]
    [InlineData("{'a':1}")]
    [InlineData("nonsense")]
    public async Task What_is_no_json_is_said_to_be_none(string body)
    {
        await using GatewayHost host = await GatewayHost.StartAsync();

        JsonObject problem = await host.Post("/v1/tasks", body).ProblemAsync(HttpStatusCode.BadRequest, "MALFORMED_JSON");

        Assert.Equal(["body"], problem.WrongFields());
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    public async Task A_body_that_is_no_object_is_said_to_be_none(string body)
    {
        await using GatewayHost host = await GatewayHost.StartAsync();

        JsonObject problem = await host.Post("/v1/tasks", body).ProblemAsync(HttpStatusCode.BadRequest, "VALIDATION_FAILED");

        Assert.Contains("JSON object", problem.Error("body"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_byte_order_mark_is_no_error()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();

        HttpResponseMessage response = await host.Post("/v1/tasks", "\uFEFF" + Body("priority", "\"LOW\""));

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
    }

    [Fact]
    public async Task Invalid_utf8_is_refused()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();
        byte[] body = [.. "{\"task_type\":\"CHAT\",\"input_text\":\""u8, 0xFF, 0xFE, .. "\"}"u8];
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new("application/json");

        JsonObject problem = await host.Client.PostAsync("/v1/tasks", content).ProblemAsync(HttpStatusCode.BadRequest, "VALIDATION_FAILED");

        Assert.Equal(["input_text"], problem.WrongFields());
    }

    private static string Metadata(int entries, int length) =>
        $$"""{ {{string.Join(',', Enumerable.Range(0, entries).Select(i => $"\"k{i}\": \"{new string('v', length)}\""))}} }""";

    private static string Body(string field, string value)
    {
        string[] defaults = [.. new[] { "\"task_type\": \"CHAT\"", "\"input_text\": \"Hello\"" }.Where(text => !text.StartsWith($"\"{field}\"", StringComparison.Ordinal))];
        return $"{{ {string.Join(", ", [.. defaults, $"\"{field}\": {value}"])} }}";
    }
}
