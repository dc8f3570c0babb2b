using System.Security.Cryptography;
using System.Text.Json;
using Orchestrator.Grains.Stores;

namespace Orchestrator.Grains;

/// <summary>
/// The active policy: the rules of the file, with those changed over the API laid over them by name. A change that would make the whole invalid is
/// refused and the last good policy stays. Used from the router only: not thread-safe.
/// </summary>
internal sealed class PolicyKeeper(PolicySource source, ITaskStore store, TimeProvider time)
{
    private readonly Dictionary<string, (long Count, DateTimeOffset Last)> _hits = [];
    private Dictionary<string, StoredRule> _stored = [];
    private PolicyFileContent? _merged;
    private IReadOnlyList<PolicyError> _mergeErrors = [];
    private DateTimeOffset _loadedAt;

    public RoutingPolicy Policy { get; private set; } = RoutingPolicy.Default;

    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        _stored = (await store.ReadRulesAsync(cancellationToken)).ToDictionary(rule => rule.Name);
        Refresh();
    }

    /// <summary>Takes over the file's latest good version; true when the policy changed. Costs one comparison when nothing did.</summary>
    public bool Refresh()
    {
        var file = source.Current;
        if (ReferenceEquals(file, _merged))
            return false;
        _merged = file;
        var (policy, errors) = Compile(_stored);
        _mergeErrors = errors;
        if (policy is null)
            return false;
        Activate(policy);
        return true;
    }

    public async Task<PolicyChangeResult> PutAsync(RoutingRule rule)
    {
        var exists = Policy.Rules.Any(known => known.Name == rule.Name);
        var stored = rule with { Source = "api" };
        var errors = await ChangeAsync(new StoredRule(rule.Name, stored));
        return errors.Count > 0
            ? new PolicyChangeResult(PolicyChange.Invalid, null, errors)
            : new PolicyChangeResult(exists ? PolicyChange.Updated : PolicyChange.Created, stored, []);
    }

    public async Task<PolicyChangeResult> DeleteAsync(string name)
    {
        if (Policy.Rules.FirstOrDefault(rule => rule.Name == name) is not { } rule)
            return new PolicyChangeResult(PolicyChange.NotFound, null, []);
        if (rule.IsCatchAll)
            return new PolicyChangeResult(PolicyChange.CatchAll, rule, []);
        var errors = await ChangeAsync(new StoredRule(name, null));
        return errors.Count > 0
            ? new PolicyChangeResult(PolicyChange.Invalid, rule, errors)
            : new PolicyChangeResult(PolicyChange.Deleted, rule, []);
    }

    public void CountHit(string rule)
    {
        var hits = _hits.GetValueOrDefault(rule);
        _hits[rule] = (hits.Count + 1, time.GetUtcNow());
    }

    public PolicyStatus Describe()
    {
        var file = source.Status;
        return new PolicyStatus(
            Policy.Version,
            file.Path,
            _loadedAt,
            [.. Policy.Rules.Select(rule => new RuleStatus(rule, _hits.GetValueOrDefault(rule.Name).Count, _hits.TryGetValue(rule.Name, out var hits) ? hits.Last : null))],
            [.. file.Errors, .. _mergeErrors],
            file.ReadAt);
    }

    /// <summary>Validates the whole with the change in it, writes the change, then makes it active: what is active is always stored.</summary>
    private async Task<IReadOnlyList<PolicyError>> ChangeAsync(StoredRule change)
    {
        var changed = new Dictionary<string, StoredRule>(_stored) { [change.Name] = change };
        var (policy, errors) = Compile(changed);
        if (policy is null)
            return errors;
        await store.WriteRuleAsync(change, CancellationToken.None);
        _stored = changed;
        _mergeErrors = [];
        Activate(policy);
        return [];
    }

    private (RoutingPolicy? Policy, IReadOnlyList<PolicyError> Errors) Compile(Dictionary<string, StoredRule> stored)
    {
        var content = source.Current;
        var rules = content.Rules.Where(rule => !stored.ContainsKey(rule.Name))
            .Concat(stored.Values.Select(rule => rule.Rule).OfType<RoutingRule>())
            .OrderBy(rule => rule.PriorityOrder)
            .ToList();
        try
        {
            return (RoutingPolicy.Compile(VersionOf(rules, content.Settings), rules, content.Settings), []);
        }
        catch (PolicyException exception)
        {
            return (null, exception.Errors);
        }
    }

    private void Activate(RoutingPolicy policy)
    {
        Policy = policy;
        _loadedAt = time.GetUtcNow();
    }

    /// <summary>The same rules have the same version on every silo and after every restart.</summary>
    private static string VersionOf(IReadOnlyList<RoutingRule> rules, PolicySettings settings) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(new { rules, settings })))[..12];
}
