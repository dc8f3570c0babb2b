namespace Orchestrator.Gateway;

/// <summary>What is wrong with a request, by the path of the field. Gathers everything, up to a bound that keeps the answer readable.</summary>
internal sealed class FieldErrors
{
    private const int Most = 1000;
    private readonly Dictionary<string, List<string>> _errors = new(StringComparer.Ordinal);

    /// <summary>How many fields are wrong.</summary>
    public int Count => _errors.Count;

    public bool Any => _errors.Count > 0;

    /// <summary>True when so much is wrong that reading on helps nobody.</summary>
    public bool IsFull => _errors.Count >= Most;

    public void Add(string path, string message)
    {
        if (_errors.TryGetValue(path, out List<string>? messages))
            messages.Add(message);
        else if (!IsFull)
            _errors.Add(path, [message]);
    }

    public IReadOnlyDictionary<string, string[]> ToDictionary() => _errors.ToDictionary(pair => pair.Key, pair => pair.Value.ToArray(), StringComparer.Ordinal);
}
