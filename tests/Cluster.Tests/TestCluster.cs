using System.Globalization;
using System.Text.Json.Nodes;

namespace Orchestrator.Cluster.Tests;

/// <summary>Several silo processes and one gateway process that share a Redis and a database of their own. Silos serve the API too, so a test can ask each.</summary>
internal sealed class TestCluster : IAsyncDisposable
{
    private readonly ClusterServers _servers;
    private readonly TemporaryFolder _folder = new();
    private readonly (string Option, string Value)[] _shared;
    private readonly List<SiloProcess> _silos = [];
    private int _started;

    private TestCluster(ClusterServers servers, string database, (string, string)[] options)
    {
        _servers = servers;
        _shared =
        [
            ("--clustering", "redis"), ("--redis-url", servers.Redis.Url), ("--cluster-id", database), ("--advertised-ip", "127.0.0.1"),
            ("--storage", "postgres"), ("--database-url", servers.Postgres.Url(database)), .. options,
        ];
    }

    public SiloProcess Gateway { get; private set; } = null!;

    public IReadOnlyList<SiloProcess> Silos => _silos;

    /// <summary>Starts the silos, each with its capabilities, and a gateway. Pairs of <paramref name="options"/> hold for all processes.</summary>
    public static async Task<TestCluster> StartAsync(ClusterServers servers, string[] capabilities, params (string Option, string Value)[] options)
    {
        var connection = await servers.Postgres.CreateDatabaseAsync();
        var database = connection[(connection.LastIndexOf('=') + 1)..];
        var cluster = new TestCluster(servers, database, options);
        try
        {
            // All at once: they also race for the schema.
            await Task.WhenAll(capabilities.Select(tags => cluster.AddSiloAsync(tags)));
            cluster.Gateway = await SiloProcess.StartAsync(cluster._folder, [.. cluster._shared, ("--roles", "gateway"), ("--data", cluster._folder.File("gateway"))]);
            await cluster.UntilSeenAsync(capabilities.Length);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    public async Task<SiloProcess> AddSiloAsync(string capabilities, params (string Option, string Value)[] options)
    {
        var number = Interlocked.Increment(ref _started).ToString(CultureInfo.InvariantCulture);
        var silo = await SiloProcess.StartAsync(
            _folder,
            [
                .. _shared, ("--roles", "silo,gateway"), ("--capabilities", capabilities), ("--silo-name", $"silo-{number}"),
                ("--data", _folder.File($"data-{number}")), ("--policies", _folder.File($"policies-{number}")), .. options,
            ]);
        lock (_silos)
            _silos.Add(silo);
        return silo;
    }

    /// <summary>Runs a silo that wants to join and is expected to be turned away; <paramref name="options"/> stand in for those of the cluster that say who belongs to it.</summary>
    public Task<(int ExitCode, string Output)> RefusedSiloAsync(params (string Option, string Value)[] options)
    {
        var number = Interlocked.Increment(ref _started).ToString(CultureInfo.InvariantCulture);
        return SiloProcess.RunToEndAsync(
            _folder,
            [
                .. _shared.Where(option => !option.Option.StartsWith("SILO_TLS", StringComparison.Ordinal)), ("--roles", "silo,gateway"), ("--silo-name", $"refused-{number}"),
                ("--data", _folder.File($"data-{number}")), ("--policies", _folder.File($"policies-{number}")), .. options,
            ]);
    }

    /// <summary>Kills a silo as a power cut would and takes it out of the list.</summary>
    public async Task KillAsync(SiloProcess silo)
    {
        _silos.Remove(silo);
        await silo.KillAsync();
    }

    /// <summary>The silo that holds the router: the one whose log says last that it came up there.</summary>
    public SiloProcess RouterSilo() => _silos.MaxBy(silo => RouterUpAt(silo.Output), StringComparer.Ordinal)!;

    /// <summary>Waits until the gateway sees so many silos that take work.</summary>
    public Task<JsonNode> UntilSeenAsync(int silos) => Gateway.UntilAsync("/v1/resources", answer => Usable(answer) == silos, withinSeconds: 60);

    /// <summary>Waits until every task that was accepted is terminal, and checks the books.</summary>
    public async Task<JsonNode> AssertBooksAsync(long accepted, double withinSeconds = 60)
    {
        var books = await Gateway.UntilAsync("/v1/invariants", answer => (long)answer["unfinished"]! == 0, withinSeconds);
        Assert.True((bool)books["in_order"]!, books.ToJsonString());
        Assert.True((long)books["accepted"]! >= accepted, $"{accepted} were accepted, the books hold {books["accepted"]}");
        Assert.Equal((long)books["accepted"]!, (long)books["terminal"]!);
        return books;
    }

    public async ValueTask DisposeAsync()
    {
        if (Gateway is not null)
            await Gateway.DisposeAsync();
        foreach (var silo in _silos)
            await silo.DisposeAsync();
        _folder.Dispose();
    }

    private static int Usable(JsonNode answer) => answer["silos"]!.AsArray().Count(silo => !(bool)silo!["stale"]! && !(bool)silo["draining"]!);

    /// <summary>The time stamp of the last line that says so; empty when there is none.</summary>
    private static string RouterUpAt(string output) =>
        output.Split('\n').LastOrDefault(line => line.Contains("router.up", StringComparison.Ordinal))?[..12] ?? "";
}
