namespace Orchestrator.Configuration;

/// <summary>Walks a value and everything in it.</summary>
internal static class YamlTree
{
    public static IEnumerable<YamlValue> Descendants(YamlValue value)
    {
        yield return value;
        foreach (var child in value.Children())
        foreach (var inner in Descendants(child))
            yield return inner;
    }
}
