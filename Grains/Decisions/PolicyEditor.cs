using System.Text.Json;
using Orchestrator.Configuration;

namespace Orchestrator.Grains;

/// <summary>What a new text or an earlier version would change in the active policy. Pure.</summary>
internal static class PolicyEditor
{
    /// <summary>The rules of a policy text, or why it is none. Settings belong to the file and are refused here unless they are the same.</summary>
    public static PolicyDocument Read(string yaml, PolicySettings settings)
    {
        var document = PolicyFile.Parse(yaml);
        if (document.Errors.Count > 0 || IsSame(document.Settings, PolicySettings.Default) || IsSame(document.Settings, settings))
            return document;
        return document with { Errors = [new PolicyError("settings", "differ from the policy file's: edit the file to change them, and leave them out here")] };
    }

    /// <summary>The rules that differ, in the order of the new policy, removed ones last.</summary>
    public static IReadOnlyList<RuleDifference> Differences(IReadOnlyList<RoutingRule> active, IReadOnlyList<RoutingRule> wanted)
    {
        var before = active.ToDictionary(rule => rule.Name);
        var names = wanted.Select(rule => rule.Name).ToHashSet();
        return
        [
            .. wanted.Select(rule => new RuleDifference(rule.Name, before.GetValueOrDefault(rule.Name), rule))
                .Where(difference => difference.Before is null || !IsSame(difference.Before with { Source = "" }, difference.After! with { Source = "" })),
            .. active.Where(rule => !names.Contains(rule.Name)).Select(rule => new RuleDifference(rule.Name, rule, null)),
        ];
    }

    /// <summary>One line for the list of versions.</summary>
    public static string Summary(IReadOnlyList<RuleDifference> differences)
    {
        List<string> parts = [];
        Add("added", differences.Where(difference => difference.Before is null));
        Add("changed", differences.Where(difference => difference is { Before: not null, After: not null }));
        Add("removed", differences.Where(difference => difference.After is null));
        return parts.Count == 0 ? "settings or source only" : string.Join("; ", parts);

        void Add(string what, IEnumerable<RuleDifference> some)
        {
            var names = some.Select(difference => difference.Name).ToList();
            if (names.Count > 0)
                parts.Add($"{what} {string.Join(", ", names.Take(4))}{(names.Count > 4 ? $" and {names.Count - 4} more" : "")}");
        }
    }

    private static bool IsSame<T>(T one, T other) => JsonSerializer.SerializeToUtf8Bytes(one).AsSpan().SequenceEqual(JsonSerializer.SerializeToUtf8Bytes(other));
}
