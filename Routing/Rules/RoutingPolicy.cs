namespace Orchestrator.Routing;

/// <summary>A validated, compiled policy. Immutable.</summary>
public sealed class RoutingPolicy
{
    private RoutingPolicy(string version, IReadOnlyList<RoutingRule> rules, PolicySettings settings)
    {
        Version = version;
        Rules = rules.OrderBy(rule => rule.PriorityOrder).ToArray();
        Settings = settings;
        Compiled = Rules.Where(rule => rule.Enabled).Select(RuleCompiler.Compile).ToArray();
    }

    /// <summary>Changes with every accepted change.</summary>
    public string Version { get; }

    /// <summary>All rules by order, also disabled ones.</summary>
    public IReadOnlyList<RoutingRule> Rules { get; }

    /// <summary>Everything that is not rules.</summary>
    public PolicySettings Settings { get; }

    internal CompiledRule[] Compiled { get; }

    /// <summary>One rule that sends everything to CPU: what decides before any policy was read.</summary>
    public static RoutingPolicy Default { get; } = Compile(
        "built-in",
        [new RoutingRule("default_cpu", 1_000_000, [], ComputeTarget.Cpu, 0.5, "Used when no policy could be read.", Enabled: true, Source: "file")],
        PolicySettings.Default);

    /// <summary>Compiles rules, once per change.</summary>
    /// <exception cref="PolicyException">The rules are not valid; it carries every error.</exception>
    public static RoutingPolicy Compile(string version, IReadOnlyList<RoutingRule> rules, PolicySettings settings)
    {
        ArgumentNullException.ThrowIfNull(version);
        ArgumentNullException.ThrowIfNull(rules);
        ArgumentNullException.ThrowIfNull(settings);
        var report = PolicyValidator.Validate(rules);
        return report.Errors.Count == 0 ? new RoutingPolicy(version, rules, settings) : throw new PolicyException(report.Errors);
    }
}

/// <summary>A policy was refused.</summary>
public sealed class PolicyException(IReadOnlyList<PolicyError> errors)
    : Exception($"The policy has {errors.Count} error(s): {string.Join("; ", errors)}")
{
    /// <summary>Everything that is wrong with it.</summary>
    public IReadOnlyList<PolicyError> Errors { get; } = errors;
}
