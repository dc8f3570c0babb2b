namespace Orchestrator.Telemetry.Tests.Deploy;

public sealed class ComposeTests
{
    private static readonly string[] _processes = ["gateway", "silo-cpu", "silo-cloud", "silo-gpu"];
    private readonly Dictionary<object, object?> _services = (Dictionary<object, object?>)Repository.Resolved("compose.yaml")["services"]!;

    public static TheoryData<string> Processes => [.. _processes];

    [Theory]
    [MemberData(nameof(Processes))]
    public void Each_process_is_locked_down_and_watched(string name)
    {
        var service = Service(name);

        Assert.Equal("true", service["read_only"]);
        Assert.Equal(["ALL"], Texts(service["cap_drop"]));
        Assert.Equal(["no-new-privileges:true"], Texts(service["security_opt"]));
        Assert.Contains("/v1/health/ready", Texts(Map(service["healthcheck"])["test"])[^1]);
        Assert.DoesNotContain("privileged", service.Keys);
    }

    [Theory]
    [MemberData(nameof(Processes))]
    public void Each_process_joins_the_cluster_with_variables_the_program_knows(string name)
    {
        var environment = Map(Service(name)["environment"]);

        Settings.AssertKnown(environment.Keys.Cast<string>());
        Assert.Equal("redis", environment["CLUSTERING"]);
        Assert.Equal("postgres", environment["STORAGE"]);
        Assert.Contains("${API_KEYS:?", (string)environment["API_KEYS"]!);
    }

    [Fact]
    public void Every_target_has_a_silo()
    {
        var capabilities = _processes.Select(name => Map(Service(name)["environment"])).Where(environment => environment.ContainsKey("CAPABILITIES"))
            .SelectMany(environment => ((string)environment["CAPABILITIES"]!).Split(','));

        Assert.Equal(["cloud", "cpu", "gpu", "quantized"], capabilities.Order());
    }

    [Fact]
    public void A_gpu_is_reserved_for_the_silo_that_reads_it_and_the_engine_that_uses_it()
    {
        foreach (var name in new[] { "silo-gpu", "ollama" })
        {
            var devices = (List<object?>)Map(Map(Map(Service(name)["deploy"])["resources"])["reservations"])["devices"]!;
            Assert.Equal("nvidia", Map(devices[0])["driver"]);
            Assert.Equal(["gpu"], Texts(Map(devices[0])["capabilities"]));
            Assert.Equal(["gpu"], Texts(Service(name)["profiles"]));
        }
    }

    [Fact]
    public void Ports_are_published_on_loopback_only()
    {
        var ports = _services.Values.Select(Map).Where(service => service.ContainsKey("ports")).SelectMany(service => Texts(service["ports"])).ToList();

        Assert.NotEmpty(ports);
        Assert.All(ports, port => Assert.StartsWith("127.0.0.1:", port));
    }

    [Fact]
    public void What_a_service_waits_for_exists_and_has_a_health_check_where_it_must_be_healthy()
    {
        foreach (var (name, service) in _services)
        {
            if (!Map(service).TryGetValue("depends_on", out var dependencies))
                continue;
            foreach (var (other, condition) in Map(dependencies))
            {
                Assert.True(_services.ContainsKey(other), $"{name} depends on {other}");
                if ((string)Map(condition)["condition"]! == "service_healthy")
                    Assert.Contains("healthcheck", Service((string)other).Keys);
            }
        }
    }

    [Fact]
    public void Named_volumes_are_declared_and_mounted_files_exist()
    {
        var declared = ((Dictionary<object, object?>)Repository.Resolved("compose.yaml")["volumes"]!).Keys;
        var mounts = _services.Values.Select(Map).Where(service => service.ContainsKey("volumes")).SelectMany(service => Texts(service["volumes"])).Select(mount => mount.Split(':')[0]).ToList();

        Assert.Equal(declared.Cast<string>().Order(), mounts.Where(mount => mount[0] != '.').Distinct().Order());
        Assert.All(mounts.Where(mount => mount[0] == '.'), mount => Assert.True(Path.Exists(Path.Combine(Repository.Deploy, mount)), mount));
    }

    [Fact]
    public void A_process_has_longer_to_stop_than_its_tasks_have_to_end()
    {
        var service = Service("silo-cpu");
        var grace = int.Parse((string)Map(service["environment"])["SHUTDOWN_GRACE_SEC"]!);

        Assert.True(int.Parse(((string)service["stop_grace_period"]!).TrimEnd('s')) > grace + 15);
    }

    [Fact]
    public void Prometheus_reads_every_process()
    {
        var names = Repository.Documents("prometheus/prometheus.yml")[0].RootNode.Items("scrape_configs/0/dns_sd_configs/0/names");

        Assert.Equal(_processes.Order(), names.Select(name => name.ToString()).Order());
    }

    private Dictionary<object, object?> Service(string name) => Map(_services[name]);

    private static Dictionary<object, object?> Map(object? node) => Assert.IsType<Dictionary<object, object?>>(node);

    private static IReadOnlyList<string> Texts(object? node) => [.. Assert.IsType<List<object?>>(node).Select(item => (string)item!)];
}
