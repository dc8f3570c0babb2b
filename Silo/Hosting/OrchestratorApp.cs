using Orchestrator.Engines;
using Orchestrator.Gateway;
using Orchestrator.Grains;
using Orchestrator.Grains.Interfaces;
using Orleans.Configuration;
using Orleans.Dashboard;

namespace Orchestrator.Silo;

/// <summary>Composes the roles of this process into one application.</summary>
internal static class OrchestratorApp
{
    /// <summary>A silo without API and dashboard listens on a free loopback port that answers nothing, instead of the web server's own default.</summary>
    private const string NothingToServe = "http://127.0.0.1:0";

    /// <summary>
    /// Settings are read once. The host would watch for changes of them in everything below the program's folder; where the data folder lies there, each page that
    /// SQLite writes would wake it.
    /// </summary>
    private const string NoReload = "--hostBuilder:reloadConfigOnChange=false";

    /// <exception cref="UnavailableException">The database cannot be used.</exception>
    /// <exception cref="ConfigurationException">A policy or engine file cannot be used.</exception>
    public static async Task<WebApplication> BuildAsync(SiloSettings settings)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory, Args = [NoReload] });
        builder.WebHost.UseUrls([.. Addresses(settings)]);
        builder.WebHost.ConfigureKestrel(ServerLimits.Apply);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(settings.Orchestrator.ShutdownGraceSec + 15));
        builder.Logging.AddOrchestratorLogging(settings);
        builder.AddOrchestratorTelemetry();
        var accounts = new AccountDirectory(settings.PoliciesDirectory, GatewayWiring.Keys(settings), TimeProvider.System, Logger(settings, "Orchestrator.Grains.AccountDirectory"));
        builder.Services.AddAccounts(accounts);
        if (settings.IsSilo)
            await AddSiloAsync(builder, settings);
        else
            builder.AddClusterClient(settings);
        if (settings.IsGateway)
            builder.Services.AddGateway(gateway => GatewayWiring.Configure(gateway, settings));
        if (settings.IsDashboard)
            GatewayWiring.AddDashboards(builder, settings, accounts);

        var app = builder.Build();
        if (settings.IsSilo)
            GrainHosting.LoadPolicies(app.Services);
        GatewayWiring.Use(app, settings);
        return app;
    }

    private static async Task AddSiloAsync(WebApplicationBuilder builder, SiloSettings settings)
    {
        var engines = EngineChoice.Load(settings);
        var store = await StoreChoice.OpenAsync(settings, Logger(settings, "Orchestrator.Grains.Stores.TaskStore"));
        builder.Services.AddSingleton(store);
        builder.Services.AddEngines(new EngineSetup
        {
            Engines = engines.Running,
            Environment = new EngineEnvironment(variable => settings.EngineVariables.GetValueOrDefault(variable) ?? SecretFile.ValueOf(variable)),
            DataFolder = settings.DataDirectory,
        });
        builder.Services.AddOwnEngines();
        builder.UseOrleans(silo =>
        {
            silo.ConfigureCluster(settings);
            silo.Configure<SiloOptions>(options => options.SiloName = settings.SiloName);
            StoreChoice.AddGrainStorage(silo, settings);
            silo.AddOrchestratorGrains(store, settings.Orchestrator, new SiloIdentity(engines.Capabilities), settings.Simulate);
            silo.Services.AddTaskJson().AddWebhookDelivery(new WebhookOptions { Secret = settings.WebhookSecret, Addresses = settings.CallbackAddresses });
            // Two filters around every call of a grain: only where somebody reads the traces.
            if (TelemetrySettings.Read(builder.Configuration).OtlpEndpoint is not null)
                silo.AddActivityPropagation();
            if (settings.IsDashboard)
                silo.AddDashboard();
        });
    }

    /// <summary>Store and accounts open before the host exists, and log in the same format.</summary>
    private static ILogger Logger(SiloSettings settings, string category) =>
        LoggerFactory.Create(logging => logging.AddOrchestratorLogging(settings)).CreateLogger(category);

    private static IEnumerable<string> Addresses(SiloSettings settings) =>
        (settings.IsGateway ? settings.ApiAddresses : [])
            .Concat(settings.IsDashboard ? settings.DashboardAddresses : [])
            .Select(address => address.GetLeftPart(UriPartial.Authority))
            .DefaultIfEmpty(NothingToServe);
}
