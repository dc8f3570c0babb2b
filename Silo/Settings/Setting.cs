namespace Orchestrator.Silo;

/// <summary>One setting: how it is written on the command line and in the environment, and what it does.</summary>
/// <param name="Flag">Command-line name without dashes, such as <c>silo-port</c>.</param>
/// <param name="Variable">Environment variable, such as <c>SILO_PORT</c>. In appsettings it stands in the section <c>Orchestrator</c> under the flag's words in PascalCase.</param>
/// <param name="Default">Value when it is not given; null when there is none.</param>
/// <param name="Help">One line for people, with unit and allowed values.</param>
/// <param name="IsSecret">True: never printed; may also come from a file named by <c>VARIABLE_FILE</c>.</param>
/// <param name="IsSwitch">True: the flag alone means true.</param>
internal sealed record Setting(string Flag, string Variable, string? Default, string Help, bool IsSecret = false, bool IsSwitch = false)
{
    /// <summary>Key in configuration, such as <c>Orchestrator:SiloPort</c>; as a variable <c>Orchestrator__SiloPort</c>.</summary>
    public string ConfigurationKey => "Orchestrator:" + string.Concat(Flag.Split('-').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
}

/// <summary>Every setting there is. <c>--help</c>, <c>--print-config</c>, validation and the manual are made from this table.</summary>
internal static class SettingsTable
{
    public static readonly Setting Roles = new("roles", "ROLES", "silo,gateway,dashboard", "What this process is: any of silo, gateway, dashboard.");
    public static readonly Setting Capabilities = new("capabilities", "CAPABILITIES", null, "Targets this silo can run: any of gpu, cpu, quantized, cloud. Default: what its hardware and engines allow.");
    public static readonly Setting Simulate = new("simulate", "SIMULATE", "false", "Simulated engines and telemetry instead of real ones; every answer says so.", IsSwitch: true);
    public static readonly Setting SimulateScale = new("simulate-scale", "SIMULATE_SCALE", "1", "Factor on the simulated latencies, 0 to 1000; 0 answers at once.");
    public static readonly Setting Data = new("data", "DATA", "./data", "Folder of the database, the demo models and process files.");
    public static readonly Setting Policies = new("policies", "POLICIES", "./policies", "Folder of routing_policy.yaml, cost_config.yaml, engines.yaml and accounts.yaml.");
    public static readonly Setting Urls = new("urls", "URLS", "http://127.0.0.1:8000", "Where the API listens, separated by semicolons.");
    public static readonly Setting DashboardUrls = new("dashboard-urls", "DASHBOARD_URLS", "http://127.0.0.1:8501", "Where the dashboard listens, separated by semicolons.");
    public static readonly Setting SiloPort = new("silo-port", "SILO_PORT", "11111", "Port for traffic between silos, 1 to 65535.");
    public static readonly Setting GatewayPort = new("gateway-port", "GATEWAY_PORT", "30000", "Port for Orleans clients, 1 to 65535.");
    public static readonly Setting AdvertisedIp = new("advertised-ip", "ADVERTISED_IP", null, "Address other silos reach this one at. Default: 127.0.0.1, or the first address of the machine in a Redis cluster.");
    public static readonly Setting SiloName = new("silo-name", "SILO_NAME", null, "Readable name of this silo. Default: machine name and silo port.");
    public static readonly Setting ClusterId = new("cluster-id", "CLUSTER_ID", "orchestrator", "Silos with the same cluster id form one cluster.");
    public static readonly Setting Clustering = new("clustering", "CLUSTERING", "localhost", "How silos find each other: localhost or redis.");
    public static readonly Setting Storage = new("storage", "STORAGE", "sqlite", "Where tasks are kept: sqlite or postgres.");
    public static readonly Setting RedisUrl = new("redis-url", "REDIS_URL", null, "Redis of the cluster, redis://[user:password@]host:port[/db]; needed with clustering redis.", IsSecret: true);
    public static readonly Setting DatabaseUrl = new("database-url", "DATABASE_URL", null, "PostgreSQL, postgresql://user:password@host:port/database; needed with storage postgres.", IsSecret: true);
    public static readonly Setting ApiKeys = new("api-keys", "API_KEYS", null, "Keys that may do everything, comma separated; accounts.yaml has those with roles and limits. Default on loopback only: dev-key-change-in-production.", IsSecret: true);
    public static readonly Setting WebhookSecret = new("webhook-secret", "WEBHOOK_SECRET", null, "Key that callbacks are signed with, the same on all silos and gateways; without it a task with a callback_url is refused.", IsSecret: true);
    public static readonly Setting WebhookAllowedHosts = new("webhook-allowed-hosts", "WEBHOOK_ALLOWED_HOSTS", null, "Hosts that callbacks may go to although their address is not public: host or host:port, comma separated.");
    public static readonly Setting RateLimit = new("rate-limit-per-minute", "RATE_LIMIT_PER_MINUTE", "100", "Requests a minute per key, 0 to 1000000; 0 is off.");
    public static readonly Setting MaxPendingTasks = new("max-pending-tasks", "MAX_PENDING_TASKS", "20000", "Accepted and unfinished tasks a silo holds, 1 to 10000000.");
    public static readonly Setting RoutingStage = new("routing-stage", "ROUTING_STAGE", "rule", "Deciding stage until an operator changes it: rule, scored, ml or bandit.");
    public static readonly Setting GpuOverload = new("gpu-overload-percent", "GPU_OVERLOAD_PERCENT", "85", "GPU utilisation above which a GPU gets no new work, 1 to 100.");
    public static readonly Setting CpuOverload = new("cpu-overload-percent", "CPU_OVERLOAD_PERCENT", "90", "CPU utilisation above which the CPU target gets no new work, 1 to 100.");
    public static readonly Setting ResourceInterval = new("resource-monitor-interval-sec", "RESOURCE_MONITOR_INTERVAL_SEC", "2", "Seconds between two telemetry samples, 0.1 to 60.");
    public static readonly Setting NoTargetGrace = new("no-target-grace-sec", "NO_TARGET_GRACE_SEC", "30", "Seconds a task waits for a target that is still loading, 0 to 3600.");
    public static readonly Setting TaskTimeout = new("task-timeout-sec", "TASK_TIMEOUT_SEC", "3600", "Seconds a task may take in all, 1 to 604800.");
    public static readonly Setting AgingStep = new("aging-step-sec", "AGING_STEP_SEC", "30", "Seconds of waiting that count as one priority more, 0.1 to 3600.");
    public static readonly Setting ShutdownGrace = new("shutdown-grace-sec", "SHUTDOWN_GRACE_SEC", "15", "Seconds running tasks get when the silo stops, 0 to 600.");
    public static readonly Setting RetentionDays = new("retention-days", "RETENTION_DAYS", "30", "Days finished tasks are kept, 0 to 36500; 0 keeps them for ever.");
    public static readonly Setting ExploreMaxUsd = new("explore-max-usd-per-hour", "EXPLORE_MAX_USD_PER_HOUR", "0.05", "Most that stage bandit may spend on exploring in any hour, USD, 0 to 1000000.");
    public static readonly Setting ExploreMaxExtra = new("explore-max-extra-ms", "EXPLORE_MAX_EXTRA_MS", "2000", "Most latency that stage bandit may add to a task, milliseconds, 0 to 3600000.");
    public static readonly Setting WeightsInterval = new("weights-interval-hours", "WEIGHTS_INTERVAL_HOURS", "168", "Hours between two steps of the optimiser of the scored stage's weights, 0 to 8760; 0 is off.");
    public static readonly Setting SummaryChunkTokens = new("summary-chunk-tokens", "SUMMARY_CHUNK_TOKENS", "2000", "Most tokens of a BATCH_SUMMARIZATION's text that are summarised in one call, 64 to 1000000.");
    public static readonly Setting OllamaBaseUrl = new("ollama-base-url", "OLLAMA_BASE_URL", null, "Address of Ollama. Default: as engines.yaml says, http://localhost:11434.");
    public static readonly Setting GpuModel = new("gpu-model", "GPU_MODEL", null, "Chat model of the GPU engine. Default: as engines.yaml says.");
    public static readonly Setting CpuModel = new("cpu-model", "CPU_MODEL", null, "Chat model of the CPU engine. Default: as engines.yaml says.");
    public static readonly Setting CloudModel = new("cloud-model", "CLOUD_MODEL", null, "Chat model of the cloud engine. Default: as engines.yaml says.");
    public static readonly Setting GeminiApiKey = new("gemini-api-key", "GEMINI_API_KEY", null, "Key of Gemini; without it that engine is not started.", IsSecret: true);
    public static readonly Setting SiloTlsCert = new("silo-tls-cert", "SILO_TLS_CERT", null, "File with this process's certificate (PEM): traffic between silos and from gateways to silos is then mutual TLS.");
    public static readonly Setting SiloTlsKey = new("silo-tls-key", "SILO_TLS_KEY", null, "File with the private key of SILO_TLS_CERT (PEM, not encrypted).");
    public static readonly Setting SiloTlsCa = new("silo-tls-ca", "SILO_TLS_CA", null, "File with the certificates of the authority (PEM): whoever has a certificate of it belongs to the cluster.");
    public static readonly Setting LogFormat = new("log-format", "LOG_FORMAT", "text", "Format of the log on standard output: text or json.");
    public static readonly Setting LogLevel = new("log-level", "LOG_LEVEL", "Information", "Least level that is logged: Trace, Debug, Information, Warning, Error, Critical or None.");

    /// <summary>All settings, in the order the help lists them.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        Roles, Capabilities, Simulate, SimulateScale, Data, Policies, Urls, DashboardUrls, SiloPort, GatewayPort, AdvertisedIp, SiloName, ClusterId, Clustering, Storage,
        RedisUrl, DatabaseUrl, ApiKeys, WebhookSecret, WebhookAllowedHosts, RateLimit, MaxPendingTasks, RoutingStage, GpuOverload, CpuOverload, ResourceInterval, NoTargetGrace, TaskTimeout,
        AgingStep, ShutdownGrace, RetentionDays, ExploreMaxUsd, ExploreMaxExtra, WeightsInterval, SummaryChunkTokens, OllamaBaseUrl, GpuModel, CpuModel, CloudModel, GeminiApiKey,
        SiloTlsCert, SiloTlsKey, SiloTlsCa, LogFormat, LogLevel,
    ];
}
