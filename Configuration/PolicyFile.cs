using Orchestrator.Routing;

namespace Orchestrator.Configuration;

/// <summary>A policy as its file says it.</summary>
/// <param name="Rules">The rules in file order; source <c>file</c>.</param>
/// <param name="Settings">Everything else.</param>
/// <param name="Errors">What is wrong; the rest is only to be used when this is empty.</param>
/// <param name="Warnings">Rules that can never decide, and the like.</param>
public sealed record PolicyDocument(
    IReadOnlyList<RoutingRule> Rules,
    PolicySettings Settings,
    IReadOnlyList<PolicyError> Errors,
    IReadOnlyList<PolicyError> Warnings);

/// <summary>Reads <c>routing_policy.yaml</c>.</summary>
public static class PolicyFile
{
    /// <summary>Reads and validates a whole policy. Every error carries its line and column.</summary>
    public static PolicyDocument Parse(string text)
    {
        var errors = new YamlErrors();
        var root = YamlFile.Parse(text, errors)?.AsMap("settings", "hedge", "rules");
        var settings = root is null ? PolicySettings.Default : SettingsSection.Read(root.Map("settings", SettingsSection.Keys)) with { Hedge = HedgeSection.Read(root.Map("hedge", HedgeSection.Keys)) };
        var list = root?.Required("rules");
        var rules = new List<RoutingRule>();
        foreach (var item in list?.AsList() ?? [])
            if (RuleSection.Read(item) is { } rule)
                rules.Add(rule);
        if (list is null || !errors.None)
            return new(rules, settings, errors.All, []);

        var report = PolicyValidator.Validate(rules);
        foreach (var error in report.Errors)
            errors.Add(Located(error, list));
        return new(rules, settings, errors.All, report.Warnings.Select(warning => Located(warning, list)).ToArray());
    }

    /// <summary>Gives an error of the validator the place of the deepest value its path leads to.</summary>
    private static PolicyError Located(PolicyError error, YamlValue rules)
    {
        var place = YamlTree.Descendants(rules)
            .Where(value => error.Field == value.Path || error.Field.StartsWith(value.Path + ".", StringComparison.Ordinal))
            .MaxBy(value => value.Path.Length) ?? rules;
        return error with { Line = place.Line, Column = place.Column };
    }
}
