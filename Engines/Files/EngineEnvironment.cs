namespace Orchestrator.Engines;

/// <summary>The environment variables engines are configured by, so that tests can bring their own.</summary>
/// <param name="Read">The value of a variable; null when it is not set.</param>
public sealed record EngineEnvironment(Func<string, string?> Read)
{
    /// <summary>The variables of this process.</summary>
    public static EngineEnvironment Process { get; } = new(Environment.GetEnvironmentVariable);

    /// <summary>No variable is set.</summary>
    public static EngineEnvironment Empty { get; } = new(_ => null);

    /// <summary>Kinds beyond the built-in ones, registered with <c>AddEngineClient</c>: their settings are not checked.</summary>
    public IReadOnlyCollection<string> CustomKinds { get; init; } = [];

    /// <summary>Exactly these variables.</summary>
    public static EngineEnvironment Of(IReadOnlyDictionary<string, string> variables) => new(variables.GetValueOrDefault);

    /// <summary>The value of <paramref name="name"/>; null when it is not set or blank.</summary>
    public string? this[string name] => Read(name) is { } value && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;
}
