namespace Orchestrator.Client;

/// <summary>How <c>AddOrchestratorClient()</c> reaches the orchestrator.</summary>
public sealed class OrchestratorClientOptions
{
    /// <summary>Account of tasks that come from inside the cluster.</summary>
    public const string DefaultAccount = "client";

    /// <summary>Address of the HTTP API; null to go straight to the cluster whose client or silo is in the same container.</summary>
    public Uri? BaseAddress { get; set; }

    /// <summary>Key of the HTTP API; needed with <see cref="BaseAddress"/>.</summary>
    public string? ApiKey { get; set; }

    /// <summary>Name that tasks are booked under when they go straight to the cluster.</summary>
    public string Account { get; set; } = DefaultAccount;

    /// <summary>What is said of a task that its caller says nothing of.</summary>
    public TaskOptions Task { get; set; } = new();
}
