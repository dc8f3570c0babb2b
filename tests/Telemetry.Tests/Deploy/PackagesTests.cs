using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Orchestrator.Telemetry.Tests.Deploy;

/// <summary>
/// What the program is made of, for a package source that offers no advisories (<c>.ci/audit.sh</c> asks first whether it does): every version is pinned, and none is
/// older than the one that mended an advisory for that package.
/// </summary>
public sealed partial class PackagesTests
{
    /// <summary>First versions without the advisory that is named.</summary>
    private static readonly (string Package, string Mended, string Advisory)[] Advisories =
    [
        ("Newtonsoft.Json", "13.0.1", "CVE-2024-21907"),
        ("System.Text.Json", "8.0.5", "CVE-2024-43485"),
        ("System.Text.Encodings.Web", "4.7.2", "CVE-2021-26701"),
        ("System.Text.RegularExpressions", "4.3.1", "CVE-2019-0820"),
        ("System.Net.Http", "4.3.4", "CVE-2018-8292"),
        ("System.Formats.Asn1", "8.0.1", "CVE-2024-38095"),
        ("System.Drawing.Common", "5.0.3", "CVE-2021-24112"),
        ("System.Security.Cryptography.Xml", "8.0.1", "CVE-2022-34716"),
        ("Npgsql", "8.0.3", "CVE-2024-32655"),
        ("YamlDotNet", "5.0.0", "CVE-2018-1000210"),
        ("MessagePack", "2.5.187", "CVE-2024-48924"),
        ("Google.Protobuf", "3.15.0", "CVE-2021-22570"),
        ("OpenTelemetry.Instrumentation.AspNetCore", "1.8.1", "CVE-2024-32028"),
        ("OpenTelemetry.Instrumentation.Http", "1.8.1", "CVE-2024-32028"),
        ("SQLitePCLRaw.lib.e_sqlite3", "2.1.13", "CVE-2025-6965"),
        ("Microsoft.AspNetCore.Http.Connections", "1.0.15", "CVE-2019-0982"),
    ];

    [Fact]
    public void Every_version_is_pinned_exactly()
    {
        var versions = XDocument.Load(Path.Combine(Repository.Root, "Directory.Packages.props")).Descendants("PackageVersion").Select(item => (string)item.Attribute("Version")!).ToList();

        Assert.NotEmpty(versions);
        Assert.All(versions, version => Assert.Matches(Exact(), version));
        Assert.All(ProjectFiles(), file => Assert.DoesNotContain(XDocument.Load(file).Descendants("PackageReference"), item => item.Attribute("Version") is not null || item.Attribute("VersionOverride") is not null));
    }

    [Fact]
    public void No_package_of_the_program_is_older_than_the_one_that_mended_an_advisory()
    {
        var resolved = Resolved().ToList();
        Assert.True(resolved.Count > 50, $"only {resolved.Count} packages were found: were the projects restored?");

        Assert.Empty(
            from package in resolved
            join advisory in Advisories on package.Name.ToLowerInvariant() equals advisory.Package.ToLowerInvariant()
            where Number(package.Version) < Number(advisory.Mended)
            select $"{package.Name} {package.Version} has {advisory.Advisory}; {advisory.Mended} is the first without");
    }

    [Fact]
    public void What_comes_from_npm_is_locked_with_checksums()
    {
        var locks = Directory.EnumerateFiles(Repository.Root, "package-lock.json", SearchOption.AllDirectories).Where(file => !file.Contains("node_modules", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(locks);
        foreach (var file in locks)
        {
            using var json = JsonDocument.Parse(File.ReadAllText(file));
            Assert.All(json.RootElement.GetProperty("packages").EnumerateObject().Where(package => package.Name.Length > 0), package =>
                Assert.StartsWith("sha512-", package.Value.GetProperty("integrity").GetString(), StringComparison.Ordinal));
        }
    }

    private static IEnumerable<string> ProjectFiles() =>
        Directory.EnumerateFiles(Repository.Root, "*.csproj", SearchOption.AllDirectories).Where(file => !file.Contains("node_modules", StringComparison.Ordinal));

    /// <summary>What restoring the projects chose, transitive packages included.</summary>
    private static IEnumerable<(string Name, string Version)> Resolved() =>
        ProjectFiles().Select(file => Path.Combine(Path.GetDirectoryName(file)!, "obj", "project.assets.json")).Where(File.Exists).SelectMany(file =>
        {
            using var json = JsonDocument.Parse(File.ReadAllText(file));
            return json.RootElement.GetProperty("libraries").EnumerateObject()
                .Where(library => library.Value.GetProperty("type").GetString() == "package")
                .Select(library => library.Name.Split('/'))
                .Select(parts => (parts[0], parts[1]))
                .ToList();
        }).Distinct();

    private static Version Number(string version) => Version.Parse(version.Split('-')[0]);

    [GeneratedRegex(@"^\d+\.\d+\.\d+(\.\d+)?(-[\w.]+)?$")]
    private static partial Regex Exact();
}
