namespace Orchestrator.Gateway;

/// <summary>A new text of the policy.</summary>
/// <param name="Yaml">All rules, in the form of the policy file.</param>
/// <param name="ValidateOnly">True to learn what it would change, and change nothing.</param>
internal sealed record EditPolicy(string Yaml, bool ValidateOnly);

/// <summary>What became of a change of the whole policy.</summary>
internal sealed record PolicyEditDetails(bool Applied, string Version, IReadOnlyList<PolicyErrorDetails> Warnings, IReadOnlyList<RuleDifferenceDetails> Differences);

/// <summary>A rule that differs; <c>before</c> is null for a new one, <c>after</c> for one that goes.</summary>
internal sealed record RuleDifferenceDetails(string Name, RuleDetails? Before, RuleDetails? After);

/// <summary>Policies that were active, newest first.</summary>
internal sealed record PolicyVersionList(IReadOnlyList<PolicyVersionDetails> Versions);

/// <summary>A policy that was active.</summary>
internal sealed record PolicyVersionDetails(long Number, string Version, DateTime ActiveFrom, string Author, string Summary, IReadOnlyList<RuleDetails> Rules);

/// <summary>Their wire form.</summary>
internal static class PolicyVersionMapping
{
    public static PolicyVersionDetails ToWire(this PolicyVersion version) => new(
        version.Number, version.Version, version.ActiveFrom.UtcDateTime, version.Author, version.Summary, [.. version.Rules.Select(rule => rule.ToWire())]);

    public static PolicyEditDetails ToWire(this PolicyEditResult result) => new(
        result.Applied,
        result.Version,
        [.. result.Warnings.Select(warning => new PolicyErrorDetails(warning.Field, warning.Message, warning.Line, warning.Column))],
        [.. result.Differences.Select(difference => new RuleDifferenceDetails(difference.Name, difference.Before?.ToWire(), difference.After?.ToWire()))]);
}
