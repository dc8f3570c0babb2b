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
    private const string ApiAuthor = "api";

    private readonly Dictionary<string, (long Count, DateTimeOffset Last)> _hits = [];
    private Dictionary<string, StoredRule> _stored = [];
    private PolicyFileContent? _merged;
    private IReadOnlyList<PolicyError> _mergeErrors = [];
    private PolicyVersion? _recorded;
    private DateTimeOffset _loadedAt;

    public RoutingPolicy Policy { get; private set; } = RoutingPolicy.Default;

    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        _stored = (await store.ReadRulesAsync(cancellationToken)).ToDictionary(rule => rule.Name);
        _recorded = await store.PolicyVersionsAsync(1, null, cancellationToken) is [var newest, ..] ? newest : null;
        _merged = null;
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
        var errors = await ChangeAsync([new StoredRule(rule.Name, stored)], ApiAuthor);
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
        var errors = await ChangeAsync([new StoredRule(name, null)], ApiAuthor);
        return errors.Count > 0
            ? new PolicyChangeResult(PolicyChange.Invalid, rule, errors)
            : new PolicyChangeResult(PolicyChange.Deleted, rule, []);
    }

    /// <summary>Puts a text or an earlier version in the place of all rules.</summary>
    public async Task<PolicyEditResult> EditAsync(PolicyEdit edit)
    {
        IReadOnlyList<RoutingRule> wanted;
        IReadOnlyList<PolicyError> warnings = [];
        if (edit.Revert is { } number)
        {
            if ((await store.PolicyVersionsAsync(1, number, CancellationToken.None)).FirstOrDefault(version => version.Number == number) is not { } version)
                return Refused([new PolicyError("version", $"There is no version {number}.")]);
            wanted = version.Rules;
        }
        else
        {
            var document = PolicyEditor.Read(edit.Yaml ?? "", source.Current.Settings);
            if (document.Errors.Count > 0)
                return Refused(document.Errors);
            (wanted, warnings) = (document.Rules, document.Warnings);
        }

        var differences = PolicyEditor.Differences(Policy.Rules, wanted);
        if (edit.ValidateOnly || differences.Count == 0)
            return new PolicyEditResult(false, Policy.Version, [], warnings, differences);
        var errors = await ChangeAsync([.. differences.Select(difference => new StoredRule(difference.Name, difference.After is { } rule ? rule with { Source = "api" } : null))], edit.Author);
        return errors.Count > 0 ? Refused(errors) : new PolicyEditResult(true, Policy.Version, [], warnings, differences);
    }

    /// <summary>Notes the active policy among the versions, when it came from an edit of the file or from before there were versions.</summary>
    public async Task RecordAsync()
    {
        if (_recorded?.Version == Policy.Version)
            return;
        var (before, version) = (_recorded, VersionFor(Policy, "file"));
        _recorded = version;
        try
        {
            await store.WritePolicyAsync([], version, CancellationToken.None);
        }
        catch (UnavailableException)
        {
            // The next look tries again; meanwhile the policy holds without standing among the versions.
            _recorded = before;
        }
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
    private async Task<IReadOnlyList<PolicyError>> ChangeAsync(IReadOnlyList<StoredRule> changes, string author)
    {
        var changed = new Dictionary<string, StoredRule>(_stored);
        foreach (var change in changes)
            changed[change.Name] = change;
        var (policy, errors) = Compile(changed);
        if (policy is null)
            return errors;
        // What is active now must be among the versions before it goes, or nobody could return to it.
        await RecordAsync();
        var version = VersionFor(policy, author);
        await store.WritePolicyAsync(changes, version, CancellationToken.None);
        (_stored, _recorded) = (changed, version);
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

    private PolicyEditResult Refused(IReadOnlyList<PolicyError> errors) => new(false, Policy.Version, errors, [], []);

    private PolicyVersion VersionFor(RoutingPolicy policy, string author) => new(
        0, policy.Version, time.GetUtcNow(), author.Length == 0 ? ApiAuthor : author,
        _recorded is null ? "first version" : PolicyEditor.Summary(PolicyEditor.Differences(_recorded.Rules, policy.Rules)), policy.Rules);

    private void Activate(RoutingPolicy policy)
    {
        Policy = policy;
        _loadedAt = time.GetUtcNow();
    }

    /// <summary>The same rules have the same version on every silo and after every restart.</summary>
    private static string VersionOf(IReadOnlyList<RoutingRule> rules, PolicySettings settings) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(new { rules, settings })))[..12];
}
