using System.Xml.Linq;

namespace Orchestrator.Grains.Tests.Architecture;

/// <summary>The projects refer to each other in one direction only.</summary>
public sealed class ReferenceTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Routing"] = [],
        ["Configuration"] = ["Routing"],
        ["Engines"] = ["Configuration", "Routing"],
        ["LlamaHost"] = [],
        ["Learning"] = ["Routing"],
        ["Grains.Interfaces"] = ["Routing"],
        ["Grains"] = ["Configuration", "Engines", "Grains.Interfaces", "Learning", "Routing"],
        ["Client"] = ["Grains.Interfaces", "Routing"],
        ["Gateway"] = ["Grains.Interfaces", "Routing"],
        ["Dashboard"] = ["Grains.Interfaces", "Routing"],
        ["Cli"] = ["Configuration", "Grains.Interfaces", "Learning", "Routing"],
        ["Silo"] = ["Configuration", "Dashboard", "Engines", "Gateway", "Grains", "Grains.Interfaces", "Learning", "LlamaHost", "Routing"],
    };

    public static TheoryData<string> Projects => [.. Allowed.Keys];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_refers_only_to_those_below_it(string project)
    {
        var file = Path.Combine(Root, project, $"{project}.csproj");
        if (!File.Exists(file))
            return;
        var references = XDocument.Load(file).Descendants("ProjectReference")
            .Where(reference => (string?)reference.Attribute("ReferenceOutputAssembly") != "false") // Built before, never seen by the compiler.
            .Select(reference => Path.GetFileNameWithoutExtension((string)reference.Attribute("Include")!));

        Assert.Empty(references.Except(Allowed[project]));
    }

    [Fact]
    public void The_decision_library_needs_no_package() =>
        Assert.Empty(XDocument.Load(Path.Combine(Root, "Routing", "Routing.csproj")).Descendants("PackageReference"));

    [Fact]
    public void Every_project_of_the_product_is_in_the_table()
    {
        var projects = Directory.GetFiles(Root, "*.csproj", SearchOption.AllDirectories)
            .Where(file => Path.GetDirectoryName(Path.GetDirectoryName(file)) == Root)
            .Select(file => Path.GetFileNameWithoutExtension(file));

        Assert.Empty(projects.Except(Allowed.Keys));
    }

    private static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    private static string FindRoot(string folder) =>
        File.Exists(Path.Combine(folder, "Orleans.sln")) ? folder : FindRoot(Path.GetDirectoryName(folder)!);
}
