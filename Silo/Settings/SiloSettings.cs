using System.Net;
using Orchestrator.Grains;
using Orchestrator.Grains.Interfaces;
using Orchestrator.Routing;

namespace Orchestrator.Silo;

/// <summary>The effective settings of this process, validated.</summary>
internal sealed class SiloSettings
{
    /// <summary>The key that works when none is configured, on loopback only.</summary>
    public const string DevelopmentKey = Gateway.ApiKey.Default;

    private SiloSettings(SettingsReader reader)
    {
        Roles = reader.Words(SettingsTable.Roles, "silo", "gateway", "dashboard")!;
        Capabilities = reader.Words(SettingsTable.Capabilities, "gpu", "cpu", "quantized", "cloud");
        Simulate = reader.Switch(SettingsTable.Simulate);
        SimulateScale = reader.Number(SettingsTable.SimulateScale, 0, 1000);
        DataDirectory = Path.GetFullPath(reader.Text(SettingsTable.Data)!);
        PoliciesDirectory = FindPolicies(reader.Text(SettingsTable.Policies)!);
        ApiAddresses = reader.Addresses(SettingsTable.Urls);
        DashboardAddresses = reader.Addresses(SettingsTable.DashboardUrls);
        SiloPort = reader.Integer(SettingsTable.SiloPort, 1, 65535);
        GatewayPort = reader.Integer(SettingsTable.GatewayPort, 1, 65535);
        AdvertisedIp = reader.Text(SettingsTable.AdvertisedIp) is not { } ip ? null : IPAddress.TryParse(ip, out var parsed) ? parsed : Wrong(reader, ip);
        SiloName = reader.Text(SettingsTable.SiloName) ?? $"{Environment.MachineName}-{SiloPort}";
        ClusterId = reader.Text(SettingsTable.ClusterId)!;
        IsRedis = reader.Choice(SettingsTable.Clustering, "localhost", "redis") == "redis";
        IsPostgres = reader.Choice(SettingsTable.Storage, "sqlite", "postgres") == "postgres";
        RedisUrl = reader.Text(SettingsTable.RedisUrl);
        DatabaseUrl = reader.Text(SettingsTable.DatabaseUrl);
        ApiKeys = (reader.Text(SettingsTable.ApiKeys) ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        WebhookSecret = reader.Text(SettingsTable.WebhookSecret);
        CallbackAddresses = CallbackAddressPolicy.Parse(reader.Text(SettingsTable.WebhookAllowedHosts) ?? "", out var wrongHost);
        if (wrongHost is not null)
            reader.Add(SettingsTable.WebhookAllowedHosts, wrongHost, "hosts, each as host or host:port, comma separated");
        SiloTls = SiloTlsFiles.Read(reader);
        RateLimitPerMinute = reader.Integer(SettingsTable.RateLimit, 0, 1_000_000);
        JsonLogs = reader.Choice(SettingsTable.LogFormat, "text", "json") == "json";
        LogLevel = Enum.Parse<LogLevel>(reader.Choice(SettingsTable.LogLevel, Enum.GetNames<LogLevel>()));
        Orchestrator = new OrchestratorOptions
        {
            MaxPendingTasks = reader.Integer(SettingsTable.MaxPendingTasks, 1, 10_000_000),
            RoutingStage = WireNames.Parse<RoutingStage>(reader.Choice(SettingsTable.RoutingStage, "rule", "scored", "ml", "bandit")),
            GpuOverloadPercent = reader.Number(SettingsTable.GpuOverload, 1, 100),
            CpuOverloadPercent = reader.Number(SettingsTable.CpuOverload, 1, 100),
            ResourceMonitorIntervalSec = reader.Number(SettingsTable.ResourceInterval, 0.1, 60),
            NoTargetGraceSec = reader.Number(SettingsTable.NoTargetGrace, 0, 3600),
            TaskTimeoutSec = reader.Number(SettingsTable.TaskTimeout, 1, 604_800),
            AgingStepSec = reader.Number(SettingsTable.AgingStep, 0.1, 3600),
            ShutdownGraceSec = reader.Number(SettingsTable.ShutdownGrace, 0, 600),
            RetentionDays = reader.Integer(SettingsTable.RetentionDays, 0, 36_500),
            ExploreMaxUsdPerHour = reader.Number(SettingsTable.ExploreMaxUsd, 0, 1_000_000),
            ExploreMaxExtraMs = reader.Number(SettingsTable.ExploreMaxExtra, 0, 3_600_000),
            WeightsIntervalHours = reader.Number(SettingsTable.WeightsInterval, 0, 8760),
            SummaryChunkTokens = reader.Integer(SettingsTable.SummaryChunkTokens, 64, 1_000_000),
            PoliciesDirectory = PoliciesDirectory,
        };
        EngineVariables = EngineSettings.ToDictionary(setting => setting.Variable, reader.Text);
        CheckTogether(reader);
    }

    public IReadOnlyList<string> Roles { get; }

    /// <summary>Capabilities given by the operator; null: detect them.</summary>
    public IReadOnlyList<string>? Capabilities { get; }

    public bool Simulate { get; }

    public double SimulateScale { get; }

    public string DataDirectory { get; }

    public string PoliciesDirectory { get; }

    public IReadOnlyList<Uri> ApiAddresses { get; }

    public IReadOnlyList<Uri> DashboardAddresses { get; }

    public int SiloPort { get; }

    public int GatewayPort { get; }

    public IPAddress? AdvertisedIp { get; }

    public string SiloName { get; }

    public string ClusterId { get; }

    public bool IsRedis { get; }

    public bool IsPostgres { get; }

    public string? RedisUrl { get; }

    public string? DatabaseUrl { get; }

    /// <summary>Configured keys; empty: the development key, on loopback only.</summary>
    public IReadOnlyList<string> ApiKeys { get; }

    /// <summary>Key that callbacks are signed with; null: there are no callbacks.</summary>
    public string? WebhookSecret { get; }

    /// <summary>Where callbacks may go.</summary>
    public CallbackAddressPolicy CallbackAddresses { get; }

    /// <summary>Files of mutual TLS between silos; null: their traffic is not encrypted.</summary>
    public SiloTlsFiles? SiloTls { get; }

    public int RateLimitPerMinute { get; }

    public bool JsonLogs { get; }

    public LogLevel LogLevel { get; }

    public OrchestratorOptions Orchestrator { get; }

    /// <summary>The variables engines read, with the values that hold after all sources were merged.</summary>
    public IReadOnlyDictionary<string, string?> EngineVariables { get; }

    public bool IsSilo => Roles.Contains("silo");

    public bool IsGateway => Roles.Contains("gateway");

    /// <summary>True when API and dashboard listen where only this machine reaches them.</summary>
    public bool IsLoopbackOnly => ApiAddresses.Concat(DashboardAddresses).All(address => address.IsLoopback);

    public bool IsDashboard => Roles.Contains("dashboard");

    private static readonly Setting[] EngineSettings =
        [SettingsTable.OllamaBaseUrl, SettingsTable.GpuModel, SettingsTable.CpuModel, SettingsTable.CloudModel, SettingsTable.GeminiApiKey];

    /// <summary>Reads and checks everything.</summary>
    public static (SiloSettings Settings, IReadOnlyList<string> Errors) Read(IConfiguration configuration)
    {
        var reader = new SettingsReader(configuration);
        return (new SiloSettings(reader), reader.Errors);
    }

    private void CheckTogether(SettingsReader reader)
    {
        if (IsRedis)
            reader.Require(SettingsTable.RedisUrl, "CLUSTERING=redis needs it");
        if (IsPostgres && IsSilo)
            reader.Require(SettingsTable.DatabaseUrl, "STORAGE=postgres needs it");
        if (!IsRedis && !IsSilo)
            reader.Add(SettingsTable.Clustering, "localhost", "redis when this process has no silo role");
        if (IsRedis && !IsPostgres && IsSilo)
            reader.Add(SettingsTable.Storage, "sqlite", "postgres when clustering is redis: silos of a cluster share one database");
        if (!Directory.Exists(PoliciesDirectory) && IsSilo)
            reader.Add(SettingsTable.Policies, PoliciesDirectory, "a folder that exists");
        if (IsGateway && !IsLoopbackOnly && (ApiKeys.Contains(DevelopmentKey) || (ApiKeys.Count == 0 && !AccountDirectory.HasAccounts(PoliciesDirectory))))
            reader.Add(SettingsTable.ApiKeys, "", "set to keys of your own, or accounts.yaml must have accounts, when the API listens on more than loopback");
    }

    private static IPAddress? Wrong(SettingsReader reader, string value)
    {
        reader.Add(SettingsTable.AdvertisedIp, value, "an IP address");
        return null;
    }

    /// <summary>The default folder lies in the working directory of a checkout, or beside the program once it is installed.</summary>
    private static string FindPolicies(string configured)
    {
        var path = Path.GetFullPath(configured);
        var beside = Path.Combine(AppContext.BaseDirectory, "policies");
        return configured == SettingsTable.Policies.Default && !Directory.Exists(path) && Directory.Exists(beside) ? beside : path;
    }
}
