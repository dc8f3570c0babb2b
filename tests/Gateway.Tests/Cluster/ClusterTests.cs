namespace Orchestrator.Gateway.Tests;

public sealed class ClusterTests
{
    [Fact]
    public async Task Resources_show_every_silo_with_its_engines()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();

        JsonObject resources = await host.Client.GetAsync("/v1/resources").JsonAsync();

        JsonNode silo = Assert.Single(resources["silos"]!.AsArray())!;
        Assert.Equal((12.3, 350, false), ((double?)silo["cpu_percent"], (int?)silo["sample_age_ms"], (bool?)silo["stale"]));
        Assert.Equal(1024, (double?)silo["gpus"]![0]!["vram_used_mb"]);
        JsonNode engine = silo["engines"]![0]!;
        Assert.Equal(("CPU", 2, 2, false), ((string?)engine["target"], (int?)engine["queue_depth"], (int?)engine["handed_out"], (bool?)engine["circuit_open"]));
    }

    [Fact]
    public async Task Health_lives_even_when_nothing_answers()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();
        host.Cluster.Silent = true;

        Assert.Equal("""{"status":"UP"}""", await host.Client.GetStringAsync("/v1/health"));
    }

    [Fact]
    public async Task A_working_cluster_is_ready_and_names_what_it_depends_on()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();

        var text = await host.Client.GetStringAsync("/v1/health/ready");

        Assert.Equal(
            """
            {"status":"UP","checks":{"store":{"status":"UP","detail":null},
            "cluster":{"status":"UP","detail":"1 of 1 silos take work"},"engines":{"status":"UP","detail":"local (CPU)"}}}
            """.ReplaceLineEndings(""),
            text);
    }

    [Fact]
    public async Task A_broken_store_is_not_ready()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();
        host.Cluster.Query.StoreFault = "disk is full";

        await NotReady(host, "store", "disk is full");
    }

    [Fact]
    public async Task Without_a_usable_engine_it_is_not_ready()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();
        host.Cluster.Router.Known = [Samples.Silo(healthy: false)];

        await NotReady(host, "engines", "connection refused");
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Silos_that_are_silent_or_leaving_do_not_count(bool stale, bool draining)
    {
        await using GatewayHost host = await GatewayHost.StartAsync();
        host.Cluster.Router.Known = [Samples.Silo(stale: stale, draining: draining)];

        await NotReady(host, "cluster", "none of 1 silos");
    }

    [Fact]
    public async Task A_silent_cluster_is_said_not_to_be_ready_in_time()
    {
        await using GatewayHost host = await GatewayHost.StartAsync(options => options.ReadinessTimeout = TimeSpan.FromMilliseconds(50));
        host.Cluster.Silent = true;

        await NotReady(host, "store", "in time");
        await NotReady(host, "cluster", "does not answer");
        await NotReady(host, "engines", "unknown");
    }

    private static async Task NotReady(GatewayHost host, string check, string detail)
    {
        HttpResponseMessage response = await host.Client.GetAsync("/v1/health/ready");
        JsonObject readiness = await response.JsonAsync();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(("DOWN", "DOWN"), ((string?)readiness["status"], (string?)readiness["checks"]![check]!["status"]));
        Assert.Contains(detail, (string?)readiness["checks"]![check]!["detail"], StringComparison.Ordinal);
    }
}
