using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;
using YamlDotNet.Serialization;

namespace Orchestrator.Telemetry.Tests.Deploy;

/// <summary>The files of <c>deploy/</c>, found from wherever the tests run.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string Deploy { get; } = Path.Combine(Root, "deploy");

    public static string Read(string file) => File.ReadAllText(Path.Combine(Deploy, file));

    public static IEnumerable<string> Files(params string[] extensions) =>
        Directory.EnumerateFiles(Deploy, "*", SearchOption.AllDirectories)
            .Where(file => extensions.Contains(Path.GetExtension(file)))
            .Select(file => Path.GetRelativePath(Deploy, file))
            .Order();

    /// <summary>Every document of a YAML file. Throws for anything malformed, repeated keys included.</summary>
    public static IReadOnlyList<YamlDocument> Documents(string file)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(Read(file)));
        return [.. stream.Documents];
    }

    /// <summary>A YAML file's first document as dictionaries, lists and strings, with anchors and merge keys resolved.</summary>
    public static Dictionary<object, object?> Resolved(string file)
    {
        var parser = new MergingParser(new Parser(new StringReader(Read(file))));
        return new DeserializerBuilder().Build().Deserialize<Dictionary<object, object?>>(parser);
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Orleans.sln")))
                return folder.FullName;
        }
        throw new InvalidOperationException("The tests do not run within the repository.");
    }
}
