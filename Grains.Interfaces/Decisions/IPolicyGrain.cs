namespace Orchestrator.Grains.Interfaces;

/// <summary>A policy that was active once, or is.</summary>
/// <param name="Number">1, 2, 3 … in the order in which they became active.</param>
/// <param name="Version">As decisions name it: the same rules and settings have the same version.</param>
/// <param name="ActiveFrom">When it became active.</param>
/// <param name="Author">The account that changed it; <c>file</c> for an edit of the policy file.</param>
/// <param name="Summary">What changed against the version before, a line.</param>
/// <param name="Rules">All its rules in order.</param>
[GenerateSerializer, Immutable, Alias("PolicyVersion")]
public sealed record PolicyVersion(
    [property: Id(0)] long Number,
    [property: Id(1)] string Version,
    [property: Id(2)] DateTimeOffset ActiveFrom,
    [property: Id(3)] string Author,
    [property: Id(4)] string Summary,
    [property: Id(5)] IReadOnlyList<RoutingRule> Rules);

/// <summary>A change of the whole policy: either its text, or the number of a version to return to.</summary>
[GenerateSerializer, Immutable, Alias("PolicyEdit")]
public sealed record PolicyEdit
{
    /// <summary>All rules in the form of the policy file; settings stay those of the file.</summary>
    [Id(0)] public string? Yaml { get; init; }

    /// <summary>The number of the version whose rules are to hold again.</summary>
    [Id(1)] public long? Revert { get; init; }

    /// <summary>True to learn what it would change, and change nothing.</summary>
    [Id(2)] public bool ValidateOnly { get; init; }

    /// <summary>Who asks.</summary>
    [Id(3)] public string Author { get; init; } = "";
}

/// <summary>A rule that differs between two policies.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Before">As it is; null when it is new.</param>
/// <param name="After">As it would be; null when it goes.</param>
[GenerateSerializer, Immutable, Alias("RuleDifference")]
public sealed record RuleDifference([property: Id(0)] string Name, [property: Id(1)] RoutingRule? Before, [property: Id(2)] RoutingRule? After);

/// <summary>What became of a <see cref="PolicyEdit"/>.</summary>
/// <param name="Applied">True when it is active now; false when it was only validated, changes nothing or was refused.</param>
/// <param name="Version">The version that is active now.</param>
/// <param name="Errors">Why it was refused, with line and column where it was text; empty when it was not.</param>
/// <param name="Warnings">Rules that can never decide, and the like.</param>
/// <param name="Differences">The rules it changes.</param>
[GenerateSerializer, Immutable, Alias("PolicyEditResult")]
public sealed record PolicyEditResult(
    [property: Id(0)] bool Applied,
    [property: Id(1)] string Version,
    [property: Id(2)] IReadOnlyList<PolicyError> Errors,
    [property: Id(3)] IReadOnlyList<PolicyError> Warnings,
    [property: Id(4)] IReadOnlyList<RuleDifference> Differences);

/// <summary>The policy as a whole. Served by the router. Key: 0.</summary>
[Alias("IPolicyGrain")]
public interface IPolicyGrain : IGrainWithIntegerKey
{
    /// <summary>The active rules in the form of the policy file.</summary>
    [Alias("Text")]
    Task<string> Text();

    /// <summary>Validates a change of the whole and makes it active, durably and for the whole cluster.</summary>
    [Alias("Edit")]
    Task<PolicyEditResult> Edit(PolicyEdit edit);

    /// <summary>Versions, newest first.</summary>
    /// <param name="limit">1 to 200.</param>
    [Alias("Versions")]
    Task<IReadOnlyList<PolicyVersion>> Versions(int limit);
}
