namespace Orchestrator.Dashboard;

/// <summary>What the dashboard needs to know of the process it lives in.</summary>
public sealed class DashboardOptions
{
    /// <summary>True when viewers must sign in with an API key: whenever the dashboard is reachable from another machine.</summary>
    public bool RequireKey { get; set; }

    /// <summary>The account an API key belongs to, or null when it is not valid. Compares in constant time.</summary>
    public Func<string, string?> AccountOf { get; set; } = _ => null;

    /// <summary>Whether an account may change anything: stage, cancel. By default every account may.</summary>
    public Func<string, bool> MayChange { get; set; } = _ => true;

    /// <summary>How long a sign-in lasts, 1 minute to 30 days.</summary>
    public TimeSpan SignInLifetime { get; set; } = TimeSpan.FromHours(12);

    /// <summary>Folder for the keys that protect cookies, so that a sign-in survives a restart; null keeps them in memory.</summary>
    public string? KeysFolder { get; set; }

    /// <summary>Base address of the HTTP API, for the example commands of the empty state.</summary>
    public string ApiUrl { get; set; } = "http://localhost:8000";

    /// <summary>API key shown in the example commands: only the well-known development key; null shows <c>$API_KEY</c>.</summary>
    public string? ExampleKey { get; set; }

    /// <summary>Address of the Orleans dashboard, to link to; null when there is none.</summary>
    public string? OrleansDashboardUrl { get; set; }

    /// <summary>Manifest of the host's static assets; null finds it beside the executable.</summary>
    public string? StaticAssetsManifest { get; set; }

    /// <summary>GPU use above which routing sends a GPU no new work, 1 to 100: drawn in its chart.</summary>
    public double GpuOverloadPercent { get; set; } = 85;

    /// <summary>CPU use above which routing sends the CPU target no new work, 1 to 100: drawn in its chart.</summary>
    public double CpuOverloadPercent { get; set; } = 90;

    /// <summary>How often live figures are read while somebody watches.</summary>
    public TimeSpan RefreshInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Longest wait for an answer of the cluster before it counts as unreachable.</summary>
    public TimeSpan ReadTimeout { get; set; } = TimeSpan.FromSeconds(10);
}
