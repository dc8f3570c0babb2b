using System.ComponentModel.DataAnnotations;

namespace Orchestrator.Gateway;

/// <summary>How the HTTP API is served.</summary>
public sealed class GatewayOptions
{
    /// <summary>Who may call, in a host that registers no <see cref="IAccounts"/> of its own.</summary>
    public IReadOnlyList<ApiKey> Keys { get; set; } = [];

    /// <summary>Requests a minute and account, over all gateways, where the account says nothing else; 0 switches the limit off.</summary>
    [Range(0, 10_000_000)]
    public int RateLimitPerMinute { get; set; } = 100;

    /// <summary>Where callbacks may go; null when none are delivered because there is no key to sign them with.</summary>
    public CallbackAddressPolicy? Callbacks { get; set; }

    /// <summary>Largest request body, bytes.</summary>
    [Range(1024, 1 << 30)]
    public int MaxBodyBytes { get; set; } = 1 << 20;

    /// <summary>Largest body of a batch, bytes.</summary>
    [Range(1024, 1 << 30)]
    public int MaxBatchBodyBytes { get; set; } = 16 << 20;

    /// <summary>Tasks of one batch that are submitted at the same time.</summary>
    [Range(1, 1000)]
    public int BatchConcurrency { get; set; } = 64;

    /// <summary>How long a call into the cluster waits for its answer before it is repeated, if it may be.</summary>
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(2.5);

    /// <summary>How long a read of the cluster may take, repetitions included, before it is answered with 503.</summary>
    public TimeSpan ReadTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a write may take, repetitions included.</summary>
    public TimeSpan WriteTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a call that computes over the log may take.</summary>
    public TimeSpan SlowTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long readiness waits for any of its checks.</summary>
    public TimeSpan ReadinessTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long one grain call of a long poll waits, at most; 20 seconds is the grain's own limit.</summary>
    public TimeSpan LongPollSlice { get; set; } = TimeSpan.FromSeconds(10);
}
