using YamlDotNet.RepresentationModel;

namespace Orchestrator.Telemetry.Tests.Deploy;

/// <summary>Short ways through a YAML tree. A path is keys and indices joined by slashes.</summary>
internal static class YamlTree
{
    public static YamlNode? At(this YamlNode node, string path)
    {
        var current = node;
        foreach (var step in path.Split('/'))
        {
            current = current switch
            {
                YamlMappingNode mapping => Value(mapping, step),
                YamlSequenceNode sequence when int.TryParse(step, out var index) && index < sequence.Children.Count => sequence[index],
                _ => null,
            };
            if (current is null)
                return null;
        }
        return current;
    }

    public static string? Text(this YamlNode node, string path) => (node.At(path) as YamlScalarNode)?.Value;

    public static IReadOnlyList<YamlNode> Items(this YamlNode node, string path) => node.At(path) is YamlSequenceNode items ? [.. items] : [];

    public static IReadOnlyDictionary<string, string> Map(this YamlNode node, string path) =>
        node.At(path) is YamlMappingNode mapping
            ? mapping.Children.ToDictionary(pair => ((YamlScalarNode)pair.Key).Value!, pair => (pair.Value as YamlScalarNode)?.Value ?? "")
            : new Dictionary<string, string>();

    /// <summary>Every value under any mapping that has <paramref name="key"/>.</summary>
    public static IEnumerable<YamlNode> Find(this YamlNode node, string key) =>
        node.AllNodes.OfType<YamlMappingNode>().Select(mapping => Value(mapping, key)).OfType<YamlNode>();

    private static YamlNode? Value(YamlMappingNode mapping, string key) => mapping.Children.TryGetValue(new YamlScalarNode(key), out var value) ? value : null;
}
