using System.Text.Json;

namespace Orchestrator.Cli.Tests;

public sealed class TaskCommandTests
{
    private readonly Tool _tool = new();

    [Fact]
    public async Task Submit_sends_what_was_given_and_nothing_else()
    {
        await using var server = new FakeServer((_, _) => (202, Json.Accepted()));

        Assert.Equal(0, await _tool.RunAsync("submit", "What is 2+2?", "--priority", "HIGH", "--max-cost-usd", "0.01", "--url", server.Url, "--api-key", "secret"));

        var (request, body, key) = Assert.Single(server.Requests);
        Assert.Equal(("POST /v1/tasks", "secret"), (request, key));
        using var sent = JsonDocument.Parse(body);
        Assert.Equal(["task_type", "input_text", "priority", "max_cost_usd"], sent.RootElement.EnumerateObject().Select(property => property.Name));
        Assert.StartsWith(Json.Id, _tool.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_is_the_answer_as_the_server_gave_it()
    {
        await using var server = new FakeServer((_, _) => (202, Json.Accepted()));

        await _tool.RunAsync("submit", "hello", "--json", "--url", server.Url);

        Assert.Equal(Json.Accepted(), _tool.Output.TrimEnd());
    }

    [Theory]
    [InlineData("COMPLETED", 0)]
    [InlineData("FAILED", 1)]
    [InlineData("CANCELLED", 1)]
    public async Task The_exit_code_of_watch_tells_how_the_task_ended(string status, int code)
    {
        await using var server = new FakeServer((request, _) => request.EndsWith("/events", StringComparison.Ordinal) ? (404, "{}") : (200, Json.Task(status)));

        Assert.Equal(code, await _tool.RunAsync("watch", Json.Id, "--url", server.Url));
        Assert.Contains(status, _tool.Output, StringComparison.Ordinal);
        Assert.Contains("four", _tool.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watch_shows_tokens_as_they_come_and_the_answer_only_once()
    {
        var events = $"event: status\ndata: {Json.Task("EXECUTING").ReplaceLineEndings("")}\n\nevent: token\ndata: {{\"text\":\"fo\"}}\n\nevent: token\ndata: {{\"text\":\"ur\"}}\n\n";
        await using var server = new FakeServer((request, _) => (200, request.EndsWith("/events", StringComparison.Ordinal) ? events : Json.Task()));

        await _tool.RunAsync("watch", Json.Id, "--url", server.Url);

        Assert.Equal(2, _tool.Output.Split("four").Length);
        Assert.Contains("EXECUTING on CPU (phi3:mini)", _tool.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watch_asks_until_the_task_is_terminal()
    {
        var asked = 0;
        await using var server = new FakeServer((_, _) => (200, Json.Task(asked++ < 2 ? "EXECUTING" : "COMPLETED")));

        Assert.Equal(0, await _tool.RunAsync("watch", Json.Id, "--json", "--url", server.Url));
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public async Task Filters_of_tasks_are_escaped_into_the_query()
    {
        await using var server = new FakeServer((_, _) => (200, $$"""{"tasks":[{{Json.Task()}}],"next_cursor":"abc"}"""));

        Assert.Equal(0, await _tool.RunAsync("tasks", "--status", "COMPLETED", "-q", "a&b", "--limit", "5", "--url", server.Url));

        Assert.Equal("GET /v1/tasks?status=COMPLETED&q=a%26b&limit=5", Assert.Single(server.Requests).Request);
        Assert.Contains("--cursor abc", _tool.Output, StringComparison.Ordinal);
        Assert.Contains("321 ms", _tool.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_is_told_with_its_fields_and_exit_code_4()
    {
        await using var server = new FakeServer((_, _) => (400, Json.Problem("VALIDATION_FAILED", "one field is wrong")));

        Assert.Equal(4, await _tool.RunAsync("submit", "hello", "--url", server.Url));

        Assert.Contains("VALIDATION_FAILED: one field is wrong", _tool.Errors, StringComparison.Ordinal);
        Assert.Contains("task_type: is missing", _tool.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_server_is_exit_code_3()
    {
        Assert.Equal(3, await _tool.RunAsync("stats", "--url", $"http://127.0.0.1:{TestServers.FreePort.Next()}"));
        Assert.StartsWith("No answer from http://127.0.0.1", _tool.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_is_none_is_exit_code_2()
    {
        Assert.Equal(2, await _tool.RunAsync("stats", "--url", "nonsense"));
        Assert.Contains("'nonsense'", _tool.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("submit", "text", "--priority", "SOON")]
    [InlineData("watch", "no-guid")]
    [InlineData("load", "--users", "0")]
    [InlineData("load", "--rate", "-1")]
    [InlineData("simulate", "--scenario", "weather")]
    public async Task A_wrong_value_is_refused_before_anything_is_sent(params string[] arguments)
    {
        await using var server = new FakeServer((_, _) => (200, "{}"));

        Assert.NotEqual(0, await _tool.RunAsync([.. arguments, "--url", server.Url]));
        Assert.Empty(server.Requests);
    }
}
