using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;

namespace Orchestrator.Cli;

/// <summary>What a chaos run runs against, and where it may use what is there already.</summary>
/// <param name="Program">The server's program.</param>
/// <param name="RedisUrl">A Redis that runs; null to start one.</param>
/// <param name="DatabaseUrl">An empty PostgreSQL database; null to start a server.</param>
/// <param name="WithNetwork">Whether links are to be cut.</param>
/// <param name="Logs">Folder that gets what each process writes; null: nobody does.</param>
internal sealed record ChaosSetup(string Program, string? RedisUrl, string? DatabaseUrl, bool WithNetwork, string? Logs);

/// <summary>A cluster of the run's own: Redis, PostgreSQL, silos, and a gateway process that is not a silo. Gone when this is disposed.</summary>
internal sealed class ChaosCluster : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("orchestrator-chaos-").FullName;
    private readonly string _id = $"chaos-{Guid.NewGuid():N}";
    private readonly string _key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
    private readonly string _secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
    private readonly List<ChaosSilo> _silos = [];
    private readonly List<IAsyncDisposable> _servers = [];
    private readonly List<string> _shared = [];
    private ChaosSilo? _gateway;

    private ChaosCluster()
    {
    }

    public IReadOnlyList<ChaosSilo> Silos => _silos;

    public ApiClient Gateway => _gateway!.Client;

    /// <summary>Null when links cannot be cut; <see cref="CutsLeftOut"/> says why, if they were asked for.</summary>
    public NetworkLab? Network { get; private set; }

    public string? CutsLeftOut { get; private set; }

    public CallbackReceiver Callbacks { get; private set; } = null!;

    /// <summary>The silo the router lives on, as far as their logs tell.</summary>
    public ChaosSilo RouterSilo => _silos.MaxBy(silo => silo.RouterUpAt)!;

    public static async Task<ChaosCluster> StartAsync(ChaosSetup setup, ChaosPlan plan, CancellationToken cancellation)
    {
        var cluster = new ChaosCluster();
        try
        {
            await cluster.StartServersAsync(setup, cancellation);
            cluster.Share(plan);
            for (var number = 1; number <= plan.Silos; number++)
                cluster._silos.Add(await cluster.NewAsync(setup, number, cluster.Network, "silo,gateway", cancellation));
            await Task.WhenAll(cluster._silos.Select(silo => silo.StartAsync(cancellation)));
            cluster._gateway = await cluster.NewAsync(setup, 0, network: null, "gateway", cancellation);
            await cluster._gateway.StartAsync(cancellation);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until every silo takes work; starts those again that have ended by themselves, as a service manager would. False when they do not in time.</summary>
    public async Task<bool> UntilWholeAsync(TimeSpan limit, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < limit)
        {
            foreach (var ended in _silos.Where(silo => silo.HasExited))
                await ended.StartAsync(cancellation);
            try
            {
                var view = await Gateway.GetAsync("/v1/resources", ChaosJson.Default.SilosView, cancellation);
                if (view.Silos.Where(silo => !silo.Stale && !silo.Draining).Select(silo => silo.Name).Distinct().Count() == _silos.Count)
                    return true;
            }
            catch (ApiException)
            {
                // The cluster is between two states.
            }

            await Task.Delay(100, cancellation);
        }

        return false;
    }

    public async ValueTask DisposeAsync()
    {
        if (_gateway is not null)
            await _gateway.DisposeAsync();
        await Task.WhenAll(_silos.Select(silo => silo.DisposeAsync().AsTask()));
        if (Callbacks is not null)
            await Callbacks.DisposeAsync();
        foreach (var server in Enumerable.Reverse(_servers))
            await server.DisposeAsync();
        try
        {
            Directory.Delete(_folder, recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The operating system cleans its temporary folder.
        }
    }

    private async Task StartServersAsync(ChaosSetup setup, CancellationToken cancellation)
    {
        if (setup.WithNetwork)
            await StartNetworkAsync(setup, cancellation);
        var host = Network?.Host ?? IPAddress.Loopback;
        Callbacks = new CallbackReceiver(host);
        var redis = setup.RedisUrl;
        if (redis is null)
        {
            var server = await PrivateRedis.StartAsync(host, _folder, cancellation);
            _servers.Add(server);
            redis = server.Url;
        }

        var database = setup.DatabaseUrl;
        if (database is null)
        {
            var server = await PrivatePostgres.StartAsync(host, _folder, cancellation);
            _servers.Add(server);
            database = server.Url;
        }

        _shared.AddRange(["--clustering", "redis", "--redis-url", redis, "--cluster-id", _id, "--storage", "postgres", "--database-url", database]);
    }

    private async Task StartNetworkAsync(ChaosSetup setup, CancellationToken cancellation)
    {
        if (setup.RedisUrl is not null || setup.DatabaseUrl is not null)
        {
            CutsLeftOut = "servers outside of the run's own network cannot be reached from inside of it";
            return;
        }

        (Network, CutsLeftOut) = await NetworkLab.TryCreateAsync(cancellation);
        if (Network is not null)
            _servers.Add(Network);
    }

    private void Share(ChaosPlan plan) => _shared.AddRange(
    [
        "--simulate", "true", "--simulate-scale", plan.Scale.ToString(CultureInfo.InvariantCulture), "--routing-stage", "rule", "--rate-limit-per-minute", "0",
        "--api-keys", _key, "--webhook-secret", _secret, "--webhook-allowed-hosts", Callbacks.Host, "--capabilities", "gpu,cpu,quantized,cloud", "--log-level", "Information", "--log-format", "text",
    ]);

    private async Task<ChaosSilo> NewAsync(ChaosSetup setup, int number, NetworkLab? network, string roles, CancellationToken cancellation)
    {
        var address = network is null ? IPAddress.Loopback : await network.AddAsync(number, cancellation);

        // In a namespace of its own every port is free; the probe is made outside of it and only has to name one.
        var ports = Enumerable.Range(0, 3).Select(_ => UnusedPort.Next(IPAddress.Loopback).ToString(CultureInfo.InvariantCulture)).ToArray();
        var url = $"http://{address}:{ports[0]}";
        var name = ChaosSilo.NameOf(number);
        return new ChaosSilo(
            number, setup.Program, network?.Inside(number) ?? [],
            [
                .. _shared, "--roles", roles, "--urls", url, "--silo-port", ports[1], "--gateway-port", ports[2], "--advertised-ip", $"{address}", "--silo-name", name,
                "--data", Path.Combine(_folder, name),
            ],
            new ApiClient(new Uri(url), _key),
            setup.Logs is { } logs ? Path.Combine(Directory.CreateDirectory(logs).FullName, $"{name}.log") : null);
    }
}
