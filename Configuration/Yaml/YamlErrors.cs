using Orchestrator.Routing;

namespace Orchestrator.Configuration;

/// <summary>Everything wrong with one file, in the order it was found. Reading goes on after an error, so that an author sees all of them at once.</summary>
public sealed class YamlErrors
{
    private readonly List<PolicyError> _errors = [];

    /// <summary>The errors, sorted by their place in the file.</summary>
    public IReadOnlyList<PolicyError> All =>
        _errors.OrderBy(error => error.Line ?? int.MaxValue).ThenBy(error => error.Column ?? int.MaxValue).ToArray();

    /// <summary>True when nothing is wrong.</summary>
    public bool None => _errors.Count == 0;

    /// <summary>Adds an error about the node at <paramref name="value"/>.</summary>
    public void Add(YamlValue value, string message) => Add(new PolicyError(value.Path, message, value.Line, value.Column));

    /// <summary>Adds an error.</summary>
    public void Add(PolicyError error) => _errors.Add(error);
}
