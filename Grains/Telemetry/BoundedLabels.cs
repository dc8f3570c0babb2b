using System.Collections.Concurrent;

namespace Orchestrator.Grains;

/// <summary>
/// Keeps the values of one metric label few: the first names seen stay themselves, every later one becomes <see cref="Other"/>.
/// A monitoring system stores each distinct value for ever, and model names come from callers. Thread-safe.
/// </summary>
public sealed class BoundedLabels
{
    /// <summary>What the names past the bound become.</summary>
    public const string Other = "other";

    /// <summary>Longer names than this are <see cref="Other"/>: no model is called so.</summary>
    public const int MaxLength = 80;

    private readonly int _limit;
    private readonly ConcurrentDictionary<string, string> _known = new(StringComparer.Ordinal);
    private readonly Lock _adding = new();
    private volatile bool _full;

    /// <param name="limit">How many distinct names are kept, 1 or more.</param>
    public BoundedLabels(int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        _limit = limit;
    }

    /// <summary>The label for <paramref name="name"/>: itself or <see cref="Other"/>; null and empty are <see cref="Other"/>.</summary>
    public string Of(string? name)
    {
        if (string.IsNullOrEmpty(name) || name.Length > MaxLength)
            return Other;
        if (_known.TryGetValue(name, out var label))
            return label;
        if (_full)
            return Other;
        lock (_adding)
        {
            if (!_full)
            {
                _known.TryAdd(name, name);
                _full = _known.Count >= _limit;
            }
        }
        return _known.ContainsKey(name) ? name : Other;
    }
}
