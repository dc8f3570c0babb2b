using Microsoft.AspNetCore.Routing;

namespace Orchestrator.Gateway.Tests;

/// <summary>A gateway in memory whose tasks complete at once.</summary>
public sealed class FuzzServer : IAsyncLifetime
{
    internal GatewayHost Host { get; private set; } = null!;

    internal IReadOnlyList<FuzzedEndpoint> Endpoints { get; private set; } = [];

    /// <summary>A task that there is.</summary>
    internal Guid Known { get; private set; }

    public async ValueTask InitializeAsync()
    {
        Host = await GatewayHost.StartInMemoryAsync();
        Host.Cluster.Run = task =>
        {
            task.Decide(1);
            task.End(Samples.Completed);
        };
        Endpoints = FuzzedEndpoint.Of(Host.Endpoints.OfType<RouteEndpoint>().Where(endpoint => endpoint.RoutePattern.RawText is not (GatewayHost.BrokenPath or GatewayHost.MetricsPath)));
        JsonObject accepted = await Host.Submit(new { task_type = "CHAT", input_text = "Hello" }).JsonAsync();
        Known = (Guid)accepted["task_id"]!;
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}
