namespace Orchestrator.Gateway.Tests;

public sealed class ResultAndCancelTests
{
    [Fact]
    public async Task The_result_of_a_finished_task_is_its_text()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();
        Guid id = host.Cluster.Add(Samples.Completed);

        JsonObject result = await host.Client.GetAsync($"/v1/tasks/{id}/result").JsonAsync();

        Assert.Equal((id.ToString(), "COMPLETED", "Because <b>… 量子"), ((string?)result["task_id"], (string?)result["status"], (string?)result["result"]));
    }

    [Fact]
    public async Task The_result_of_an_embedding_is_its_vector()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();
        Guid id = host.Cluster.Add(task => Samples.Completed(task) with { Result = null, Embedding = [0.5f, -1f] });

        JsonObject result = await host.Client.GetAsync($"/v1/tasks/{id}/result").JsonAsync();

        Assert.Equal("[0.5,-1]", result["embedding"]!.ToJsonString());
    }

    [Fact]
    public async Task There_is_no_result_before_the_end()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();
        Guid id = host.Cluster.Add(task => task);

        await host.Client.GetAsync($"/v1/tasks/{id}/result").ProblemAsync(HttpStatusCode.Conflict, "NOT_FINISHED");
    }

    [Fact]
    public async Task A_running_task_can_be_cancelled_once()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();
        Guid id = host.Cluster.Add(task => task with { State = TaskState.Executing });

        JsonObject cancelled = await host.Client.PostAsync($"/v1/tasks/{id}/cancel", null).JsonAsync();

        Assert.Equal("CANCELLED", (string?)cancelled["status"]);
        await host.Client.PostAsync($"/v1/tasks/{id}/cancel", null).ProblemAsync(HttpStatusCode.Conflict, "ALREADY_FINISHED");
    }

    [Fact]
    public async Task Nothing_cannot_be_cancelled()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();

        await host.Client.PostAsync($"/v1/tasks/{Guid.NewGuid()}/cancel", null).ProblemAsync(HttpStatusCode.NotFound, "NOT_FOUND");
    }
}
