using Microsoft.Extensions.Time.Testing;

namespace Orchestrator.Gateway.Tests;

public sealed class TaskEventTests
{
    [Fact]
    public async Task Everything_that_happens_is_told_in_order_with_an_id()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();
        FakeTaskGrain task = Running(host);
        task.Tell(TaskEventKind.Status, 0);
        task.Decide(1);
        task.Tell(TaskEventKind.Attempt, 1);
        task.Say(1, "Hel", "lo\n");
        task.End(Samples.Completed);

        List<(string Event, string Id, JsonObject Data)> events = await Read(host, task);

        Assert.Equal(["status", "decision", "attempt", "token", "token", "done"], events.Select(item => item.Event));
        Assert.Equal(["1-1", "1-2", "1-3", "1-4", "1-5", "1-done"], events.Select(item => item.Id));
        Assert.Equal("""{"text":"lo\n","attempt":1}""", events[4].Data.ToJsonString());
        Assert.Equal(("EXECUTING", "COMPLETED"), ((string?)events[2].Data["status"], (string?)events[5].Data["status"]));
    }

    [Fact]
    public async Task A_reader_that_comes_back_goes_on_where_it_was()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();
        FakeTaskGrain task = Running(host);
        task.Decide(1);
        task.Say(1, "a", "b", "c");
        task.End(Samples.Completed);

        List<(string Event, string Id, JsonObject Data)> events = await Read(host, task, "1-3");

        Assert.Equal(["1-4", "1-done"], events.Select(item => item.Id));
    }

    [Fact]
    public async Task A_reader_that_comes_back_to_another_owner_begins_anew()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();
        FakeTaskGrain task = Running(host);
        task.Decide(1);
        task.Move();
        task.Decide(2);
        task.Say(2, "again");
        Task<List<(string Event, string Id, JsonObject Data)>> reading = Read(host, task, "1-57");
        await Until(() => task.Watched.Count > 0);
        task.End(Samples.Completed);

        Assert.Equal(["2-1", "2-2", "2-done"], (await reading).Select(item => item.Id));
    }

    [Fact]
    public async Task A_stream_survives_the_death_of_a_silo()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();
        FakeTaskGrain task = Running(host);
        task.Decide(1);
        task.Say(1, "lost");
        Task<List<(string Event, string Id, JsonObject Data)>> reading = Read(host, task);
        await Until(() => task.Watched.Count > 0);
        task.Move();
        task.Decide(2);
        task.Say(2, "found");
        await Until(() => task.Watched.Count > 1);
        task.End(Samples.Completed);

        Assert.EndsWith("2-2 2-done", string.Join(' ', (await reading).Select(item => item.Id)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_end_is_told_even_when_its_event_is_forgotten()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();
        FakeTaskGrain task = Running(host);
        task.Finish(Samples.Completed);
        task.Events.Writer.Complete();

        (string Event, string Id, JsonObject Data) done = Assert.Single(await Read(host, task, "1-57"));

        Assert.Equal(("done", "COMPLETED"), (done.Event, (string?)done.Data["status"]));
    }

    [Fact]
    public async Task A_reader_that_saw_the_end_is_told_not_to_come_back()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();
        FakeTaskGrain task = Running(host);

        HttpResponseMessage response = await Get(host, task, "1-done");

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
    }

    [Fact]
    public async Task An_unknown_task_has_no_events()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();

        await host.Client.GetAsync($"/v1/tasks/{Guid.NewGuid()}/events").ProblemAsync(HttpStatusCode.NotFound, "NOT_FOUND");
    }

    [Fact]
    public async Task A_reader_that_leaves_stops_watching_and_cancels_nothing()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();
        FakeTaskGrain task = Running(host);
        task.Tell(TaskEventKind.Status, 0);
        using HttpResponseMessage response = await host.Client.GetAsync($"/v1/tasks/{task.Snapshot!.Id}/events", HttpCompletionOption.ResponseHeadersRead);

        response.Dispose();

        await task.WatcherLeft.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.False(task.Snapshot.IsTerminal);
    }

    [Fact]
    public async Task A_silent_task_keeps_its_connection_alive()
    {
        var time = new FakeTimeProvider();
        await using GatewayHost host = await GatewayHost.StartAsync(time: time);
        FakeTaskGrain task = Running(host);
        task.Tell(TaskEventKind.Status, 0);
        using HttpResponseMessage response = await host.Client.GetAsync($"/v1/tasks/{task.Snapshot!.Id}/events", HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        Assert.Equal("event: status", await reader.ReadLineAsync());
        for (var i = 0; i < 3; i++)
            await reader.ReadLineAsync();

        Task<string?> comment = reader.ReadLineAsync();
        await Until(() =>
        {
            time.Advance(TimeSpan.FromSeconds(15));
            return comment.IsCompleted;
        });

        Assert.Equal(": ", await comment);
    }

    [Fact]
    public async Task A_reader_that_does_not_read_is_waited_for()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();
        FakeTaskGrain task = Running(host);
        var text = new string('x', 1000);
        for (var i = 0; i < 50_000; i++)
            task.Say(1, text);
        using HttpResponseMessage response = await host.Client.GetAsync($"/v1/tasks/{task.Snapshot!.Id}/events", HttpCompletionOption.ResponseHeadersRead);

        var left = -1;
        await Until(async () =>
        {
            var before = left;
            left = task.Events.Reader.Count;
            await Task.Delay(200);
            return left == before;
        });

        Assert.True(left > 0, "all 50 MB were taken although nobody reads them");
    }

    [Theory]
    [InlineData("3-7", 3, 7)]
    [InlineData("", 0, 0)]
    [InlineData("7", 0, 0)]
    [InlineData("-1", 0, 0)]
    [InlineData("1--1", 0, 0)]
    [InlineData("x-y", 0, 0)]
    [InlineData("99999999999999999999-1", 0, 0)]
    public void An_id_is_read_back_and_nonsense_is_the_start(string id, long version, long sequence) =>
        Assert.Equal(new EventPosition(version, sequence), EventPosition.Parse(id));

    private static FakeTaskGrain Running(GatewayHost host) => host.Cluster.Task(host.Cluster.Add(task => task with { Version = 1 }));

    private static Task<HttpResponseMessage> Get(GatewayHost host, FakeTaskGrain task, string? lastId)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/tasks/{task.Snapshot!.Id}/events");
        if (lastId is not null)
            request.Headers.Add("Last-Event-ID", lastId);
        return host.Client.SendAsync(request);
    }

    private static async Task<List<(string Event, string Id, JsonObject Data)>> Read(GatewayHost host, FakeTaskGrain task, string? lastId = null)
    {
        var text = await (await Get(host, task, lastId)).Content.ReadAsStringAsync();
        return
        [
            .. text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(item => item.Split('\n')).Select(lines => (
                lines[0]["event: ".Length..], lines[1]["id: ".Length..], JsonNode.Parse(lines[2]["data: ".Length..])!.AsObject())),
        ];
    }

    private static Task Until(Func<bool> condition) => Until(() => Task.FromResult(condition()));

    private static async Task Until(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await condition())
            await Task.Delay(5, limit.Token);
    }
}
