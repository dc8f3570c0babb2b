using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Orchestrator.Grains;
using Orchestrator.Grains.Interfaces;
using Orleans.Configuration;
using StackExchange.Redis;

namespace Orchestrator.Silo;

/// <summary>How silos find each other and how soon they notice that one is gone.</summary>
internal static class ClusterWiring
{
    private const string ServiceId = "orchestrator";

    /// <summary>
    /// Where grains were last seen. Orleans' own limit of a million would fill with finished tasks, 250 bytes each (measured: 2.5 MB per 10,000 tasks), and
    /// no call ever goes to them again.
    /// </summary>
    private const int KnownPlaces = 20_000;

    /// <exception cref="ConfigurationException">A certificate cannot be used.</exception>
    public static void ConfigureCluster(this ISiloBuilder silo, SiloSettings settings)
    {
        if (SiloTls.Load(settings) is { } tls)
            silo.UseTls(tls.Configure);
        silo.Configure<GrainDirectoryOptions>(directory => directory.CacheSize = KnownPlaces);
        if (!settings.IsRedis)
        {
            silo.UseLocalhostClustering(settings.SiloPort, settings.GatewayPort, null, ServiceId, settings.ClusterId);
            return;
        }

        var address = settings.AdvertisedIp ?? FirstAddress();
        silo.Configure<ClusterOptions>(cluster => (cluster.ServiceId, cluster.ClusterId) = (ServiceId, settings.ClusterId));
        silo.ConfigureEndpoints(address, settings.SiloPort, settings.GatewayPort, listenOnAnyHostAddress: false);
        silo.UseRedisClustering(options => options.ConfigurationOptions = Redis(settings.RedisUrl!));
        AddMembershipCheck(silo.Services, settings);

        // Strongly consistent: a silo that leaves hands its part of the directory on, so that no running task of another silo ends with it. Without leases, which
        // would hold a killed silo's grains back for 24 s (measured): a task's writes are fenced by versions, so a second activation does no harm.
#pragma warning disable ORLEANSEXP003 // Marked as experimental since Orleans 9; the alternative loses a third of the running activations with every silo.
        silo.AddDistributedGrainDirectory();
#pragma warning restore ORLEANSEXP003
        silo.Configure<GrainDirectoryOptions>(directory => directory.RangeLeaseDuration = TimeSpan.Zero);

        // A dead silo is noticed in seconds, not half a minute (measured: 2.5 s with two silos, 5.5 s with three).
        silo.Configure<ClusterMembershipOptions>(membership =>
        {
            membership.ProbeTimeout = TimeSpan.FromSeconds(1);
            membership.NumMissedProbesLimit = 2;
            membership.NumVotesForDeathDeclaration = 1;
            membership.TableRefreshTimeout = TimeSpan.FromSeconds(10);
            membership.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(5);

            // A silo that the others do not let in says so and ends, instead of trying for five minutes.
            membership.MaxJoinAttemptTime = TimeSpan.FromSeconds(40);
        });
        silo.Configure<GatewayOptions>(gateway => gateway.GatewayListRefreshPeriod = TimeSpan.FromSeconds(5));
    }

    /// <summary>Makes this process a thin client of a cluster.</summary>
    /// <exception cref="ConfigurationException">A certificate cannot be used.</exception>
    public static void AddClusterClient(this WebApplicationBuilder builder, SiloSettings settings)
    {
        builder.UseOrleansClient(client =>
        {
            if (SiloTls.Load(settings) is { } tls)
                client.UseTls(tls.Configure);
            client.Configure<ClusterOptions>(cluster => (cluster.ServiceId, cluster.ClusterId) = (ServiceId, settings.ClusterId));
            client.UseRedisClustering(options => options.ConfigurationOptions = Redis(settings.RedisUrl!));

            // A dead silo must not hold a call for the default half minute: the gateway repeats what may be repeated.
            client.Configure<ClientMessagingOptions>(messaging => messaging.ResponseTimeout = TimeSpan.FromSeconds(25));

            // A silo whose link was cut answers nothing and refuses nothing: only the list tells that it is gone.
            client.Configure<GatewayOptions>(gateway => gateway.GatewayListRefreshPeriod = TimeSpan.FromSeconds(2));
            AddMembershipCheck(client.Services, settings);
            client.Services.AddOrchestratorSerialization();
            client.AddActivityPropagation();
        });
    }

    private static void AddMembershipCheck(IServiceCollection services, SiloSettings settings) =>
        services.AddSingleton<Gateway.IReadinessCheck>(_ => new MembershipCheck(Redis(settings.RedisUrl!)));

    /// <exception cref="ConfigurationException">The address is not one of Redis.</exception>
    private static ConfigurationOptions Redis(string url)
    {
        if (!url.Contains("://", StringComparison.Ordinal))
            return ConfigurationOptions.Parse(url);
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("redis" or "rediss"))
            throw new ConfigurationException("REDIS_URL is given; it must be redis://[user:password@]host:port[/db].");
        var options = new ConfigurationOptions
        {
            EndPoints = { { address.Host, address.Port > 0 ? address.Port : 6379 } },
            Ssl = address.Scheme == "rediss",
            AbortOnConnectFail = true,
        };
        var (user, password) = address.UserInfo.Split(':', 2) is [var name, var secret] ? (name, secret) : ("", "");
        if (password.Length > 0)
            options.Password = Uri.UnescapeDataString(password);
        if (user.Length > 0)
            options.User = Uri.UnescapeDataString(user);
        if (int.TryParse(address.AbsolutePath.Trim('/'), out var database))
            options.DefaultDatabase = database;
        return options;
    }

    private static IPAddress FirstAddress() => NetworkInterface.GetAllNetworkInterfaces()
        .Where(network => network.OperationalStatus == OperationalStatus.Up && network.NetworkInterfaceType != NetworkInterfaceType.Loopback)
        .SelectMany(network => network.GetIPProperties().UnicastAddresses)
        .Select(address => address.Address)
        .FirstOrDefault(address => address.AddressFamily == AddressFamily.InterNetwork) ?? IPAddress.Loopback;
}
