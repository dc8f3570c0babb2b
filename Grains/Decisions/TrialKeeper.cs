using System.Text.Json;
using Orchestrator.Grains.Stores;

namespace Orchestrator.Grains;

/// <summary>The trial of the cluster, in the store, so that it goes on when the router comes up elsewhere. Used from the router only: not thread-safe.</summary>
internal sealed class TrialKeeper(ITaskStore store, TimeProvider time)
{
    private const string Setting = "policy_trial";

    private sealed record Stored(TrialRequest Request, string? RolledBackBecause);

    public PolicyTrial? Current { get; private set; }

    public async Task LoadAsync(RoutingPolicy active, double referenceCostUsd, CancellationToken cancellationToken)
    {
        if (await store.ReadSettingAsync(Setting, cancellationToken) is not { Length: > 0 } json || JsonSerializer.Deserialize<Stored>(json) is not { } stored)
            return;
        if (CandidatePolicy.Compile(stored.Request.PolicyYaml, active).Policy is { } policy)
            Current = Create(stored, policy, referenceCostUsd);
    }

    /// <summary>Starts a trial in the place of the one before; what is wrong with the policy when it cannot.</summary>
    public async Task<IReadOnlyList<PolicyError>> StartAsync(TrialRequest request, RoutingPolicy active, double referenceCostUsd)
    {
        var (policy, errors) = CandidatePolicy.Compile(request.PolicyYaml, active);
        if (policy is null)
            return errors;
        var stored = new Stored(request, null);
        await WriteAsync(stored);
        Current = Create(stored, policy, referenceCostUsd);
        return [];
    }

    public async Task<bool> EndAsync()
    {
        if (Current is null)
            return false;
        await store.WriteSettingAsync(Setting, "", CancellationToken.None);
        Current = null;
        return true;
    }

    /// <summary>Writes down that a canary was stopped.</summary>
    public Task KeepRollbackAsync(string because) => Current is { } trial ? WriteAsync(new Stored(trial.Request, because)) : Task.CompletedTask;

    private PolicyTrial Create(Stored stored, RoutingPolicy policy, double referenceCostUsd) =>
        new(stored.Request, stored.Request.PolicyYaml is null ? null : policy, referenceCostUsd, time.GetUtcNow()) { RolledBackBecause = stored.RolledBackBecause };

    private Task WriteAsync(Stored stored) => store.WriteSettingAsync(Setting, JsonSerializer.Serialize(stored), CancellationToken.None);
}
