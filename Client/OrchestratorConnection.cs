namespace Orchestrator.Client;

/// <summary>A way to an orchestrator, for clients to share. Thread-safe; dispose it after its clients.</summary>
public sealed class OrchestratorConnection : IDisposable
{
    private OrchestratorConnection(ITransport transport, string account, TaskOptions usual)
    {
        Transport = transport;
        Account = account;
        UsualTask = usual;
    }

    internal ITransport Transport { get; }

    internal string Account { get; }

    internal TaskOptions UsualTask { get; }

    /// <summary>Where it leads to; null inside the cluster.</summary>
    public Uri? Address => Transport.Address;

    /// <summary>
    /// Straight to the grains: from a silo, or from an Orleans client of the cluster. Its services need <c>AddOrchestratorSerialization()</c>,
    /// which <c>AddOrchestratorClient()</c> does.
    /// </summary>
    /// <param name="grains">The cluster: an <see cref="IClusterClient"/> or a silo's <see cref="IGrainFactory"/>.</param>
    /// <param name="account">Name that tasks are booked under.</param>
    /// <param name="usual">What is said of a task that its caller says nothing of; null for nothing.</param>
    /// <param name="time">The clock; null for the system's.</param>
    public static OrchestratorConnection ToCluster(IGrainFactory grains, string account = OrchestratorClientOptions.DefaultAccount, TaskOptions? usual = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(grains);
        ArgumentException.ThrowIfNullOrWhiteSpace(account);
        return new OrchestratorConnection(new ClusterTransport(grains, time ?? TimeProvider.System), account, usual ?? new TaskOptions());
    }

    /// <summary>Over the HTTP API.</summary>
    /// <param name="address">The API's address, such as <c>http://127.0.0.1:8000</c>.</param>
    /// <param name="apiKey">A key of the API; never written anywhere.</param>
    /// <param name="usual">What is said of a task that its caller says nothing of; null for nothing.</param>
    /// <param name="handler">Sends the requests; null for one of its own. Not disposed.</param>
    /// <exception cref="ArgumentException">The address is not an absolute one of HTTP, or the key is empty.</exception>
    public static OrchestratorConnection OverHttp(Uri address, string apiKey, TaskOptions? usual = null, HttpMessageHandler? handler = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentException.ThrowIfNullOrWhiteSpace(apiKey);
        if (!address.IsAbsoluteUri || address.Scheme is not ("http" or "https"))
            throw new ArgumentException($"The address is '{address}'; it must be an absolute http or https address.", nameof(address));
        return new OrchestratorConnection(new HttpTransport(address, apiKey, handler), OrchestratorClientOptions.DefaultAccount, usual ?? new TaskOptions());
    }

    /// <summary>Closes connections of its own; a cluster client it was given stays open.</summary>
    public void Dispose() => Transport.Dispose();
}
