namespace Orchestrator.Gateway.Tests;

public sealed class ErrorTests
{
    [Theory]
    [InlineData("/v1/nothing")]
    [InlineData("/nothing")]
    public async Task An_unknown_path_is_a_404(string path)
    {
        await using GatewayHost host = await GatewayHost.StartAsync();

        await host.Client.GetAsync(path).ProblemAsync(HttpStatusCode.NotFound, "NOT_FOUND");
    }

    [Fact]
    public async Task A_wrong_method_is_405_and_says_which_are_right()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();

        HttpResponseMessage response = await host.Client.DeleteAsync("/v1/tasks");

        await Task.FromResult(response).ProblemAsync(HttpStatusCode.MethodNotAllowed, "METHOD_NOT_ALLOWED");
        Assert.Equal(["GET", "POST"], response.Content.Headers.Allow.Order());
    }

    [Fact]
    public async Task A_fault_of_ours_is_a_500_that_tells_nothing_and_is_logged()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();

        await host.Client.GetAsync("/v1/broken").ProblemAsync(HttpStatusCode.InternalServerError, "INTERNAL");

        Assert.Contains(host.Log.Lines, line => line.Event.Id == 5002);
    }

    public static TheoryData<Exception> ClusterFaults =>
        [new SiloUnavailableException("Orchestrator.Grains gone"), new TimeoutException("System.TimeoutException"), new OrleansException("No active nodes are compatible with grain")];

    [Theory]
    [MemberData(nameof(ClusterFaults))]
    public async Task A_cluster_that_does_not_answer_is_a_503_to_try_again(Exception fault)
    {
        await using GatewayHost host = await GatewayHost.StartAsync();
        host.Cluster.Fail(fault);

        foreach (var path in (string[])["/v1/tasks", "/v1/routing/stats", "/v1/routing/policy", "/v1/resources", $"/v1/tasks/{Guid.NewGuid()}"])
        {
            HttpResponseMessage response = await host.Client.GetAsync(path);
            await Task.FromResult(response).ProblemAsync(HttpStatusCode.ServiceUnavailable, "UNAVAILABLE");
            Assert.True(response.Headers.RetryAfter?.Delta > TimeSpan.Zero);
        }
    }

    [Fact]
    public async Task A_read_is_repeated_until_its_time_is_over()
    {
        await using GatewayHost host = await GatewayHost.StartAsync(options => options.ReadTimeout = TimeSpan.FromMilliseconds(500));
        host.Cluster.Fail(new SiloUnavailableException("gone"), times: 1);
        Assert.Equal(HttpStatusCode.OK, (await host.Client.GetAsync("/v1/routing/stats")).StatusCode);

        host.Cluster.Fail(new SiloUnavailableException("gone"), times: 1000);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await host.Client.GetAsync("/v1/routing/stats")).StatusCode);
    }

    [Fact]
    public async Task A_silent_cluster_is_not_waited_for()
    {
        await using GatewayHost host = await GatewayHost.StartAsync(options => options.ReadTimeout = options.WriteTimeout = TimeSpan.FromMilliseconds(20));
        host.Cluster.Silent = true;

        await host.Client.GetAsync("/v1/routing/stats").ProblemAsync(HttpStatusCode.ServiceUnavailable, "UNAVAILABLE");
        await host.Submit(new { task_type = "CHAT", input_text = "Hello" }).ProblemAsync(HttpStatusCode.ServiceUnavailable, "UNAVAILABLE");
    }
}
