namespace Orchestrator.Gateway.Tests;

public sealed class RateLimitTests
{
    [Fact]
    public async Task Every_answer_says_what_is_left_and_past_the_limit_it_is_429()
    {
        await using GatewayHost host = await GatewayHost.StartAsync(options => options.RateLimitPerMinute = 2);

        HttpResponseMessage first = await host.Client.GetAsync("/v1/tasks");
        HttpResponseMessage missing = await host.Client.GetAsync("/v1/nothing");
        HttpResponseMessage refused = await host.Client.GetAsync("/v1/tasks");

        Assert.Equal((HttpStatusCode.OK, "2", "1", "60"), Headers(first));
        Assert.Equal((HttpStatusCode.NotFound, "2", "0", "60"), Headers(missing));
        Assert.Equal((HttpStatusCode.TooManyRequests, "2", "0", "60"), Headers(refused));
        Assert.Equal(12, refused.Headers.RetryAfter?.Delta?.TotalSeconds);
        await Task.FromResult(refused).ProblemAsync(HttpStatusCode.TooManyRequests, "RATE_LIMITED");
    }

    [Fact]
    public async Task Accounts_have_windows_of_their_own_and_strangers_none()
    {
        await using GatewayHost host = await GatewayHost.StartAsync(options => options.RateLimitPerMinute = 1);
        await host.Client.GetAsync("/v1/tasks");
        using HttpClient other = host.NewClient();

        HttpResponseMessage stranger = await other.GetAsync("/v1/tasks");
        other.DefaultRequestHeaders.Add("X-API-Key", ApiKey.Default);
        HttpResponseMessage second = await other.GetAsync("/v1/tasks");

        Assert.False(stranger.Headers.Contains("RateLimit-Limit"));
        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
        Assert.Equal(2, host.Cluster.RateLimit.Accounts.Count);
        Assert.Contains("dev", host.Cluster.RateLimit.Accounts);
    }

    [Fact]
    public async Task Health_is_never_limited()
    {
        await using GatewayHost host = await GatewayHost.StartAsync(options => options.RateLimitPerMinute = 1);

        for (var i = 0; i < 3; i++)
            Assert.Equal(HttpStatusCode.OK, (await host.Client.GetAsync("/v1/health")).StatusCode);
    }

    [Fact]
    public async Task Zero_switches_it_off()
    {
        await using GatewayHost host = await GatewayHost.StartAsync(options => options.RateLimitPerMinute = 0);

        HttpResponseMessage response = await host.Client.GetAsync("/v1/tasks");

        Assert.False(response.Headers.Contains("RateLimit-Limit"));
        Assert.Empty(host.Cluster.RateLimit.Accounts);
    }

    [Fact]
    public async Task A_limiter_that_does_not_answer_lets_the_request_pass()
    {
        await using GatewayHost host = await GatewayHost.StartAsync(options => options.RateLimitPerMinute = 1);
        host.Cluster.RateLimit.Silent = true;

        Assert.Equal(HttpStatusCode.OK, (await host.Client.GetAsync("/v1/tasks")).StatusCode);
        Assert.Contains(host.Log.Lines, line => line.Event.Id == 5010);
    }

    private static (HttpStatusCode, string, string, string) Headers(HttpResponseMessage response) => (
        response.StatusCode,
        response.Headers.GetValues("RateLimit-Limit").Single(),
        response.Headers.GetValues("RateLimit-Remaining").Single(),
        response.Headers.GetValues("RateLimit-Reset").Single());
}
