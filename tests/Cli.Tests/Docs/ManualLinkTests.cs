using System.Text;
using System.Text.RegularExpressions;

namespace Orchestrator.Cli.Tests.Docs;

/// <summary>Links and names in the manual lead somewhere.</summary>
public sealed partial class ManualLinkTests
{
    public static TheoryData<string> Pages => [.. Manual.Files];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Links_lead_to_files_and_headings_that_are_there(string page)
    {
        var folder = Path.GetDirectoryName(Path.Combine(Manual.Root, page))!;
        var text = File.ReadAllText(Path.Combine(Manual.Root, page));

        Assert.All(Links().Matches(text).Select(match => match.Groups[1].Value).Where(link => !link.Contains("://", StringComparison.Ordinal)), link =>
        {
            var (file, heading) = link.Split('#') is [var path, var anchor] ? (path, anchor) : (link, null);
            var target = file.Length == 0 ? Path.Combine(Manual.Root, page) : Path.Combine(folder, file);
            Assert.True(Path.Exists(target), $"{page} links to {link}, which is not there");
            if (heading is not null)
                Assert.Contains(heading, Headings(target));
        });
    }

    /// <summary>A file of this repository that is named in backticks with its folder.</summary>
    [Theory]
    [MemberData(nameof(Pages))]
    public void Files_that_are_named_are_there(string page)
    {
        var text = Fences().Replace(File.ReadAllText(Path.Combine(Manual.Root, page)), "");

        Assert.All(NamedFiles().Matches(text).Select(match => match.Groups[1].Value), file =>
            Assert.True(
                Path.Exists(Path.Combine(Manual.Root, file)) || Path.Exists(Path.Combine(Manual.Root, Path.GetDirectoryName(page)!, file)),
                $"{page} names {file}, which is not there"));
    }

    /// <summary>Headings as a renderer makes anchors of them.</summary>
    private static IEnumerable<string> Headings(string file) =>
        File.ReadLines(file).Where(line => line.StartsWith('#')).Select(line =>
        {
            var anchor = new StringBuilder();
            foreach (var character in line.TrimStart('#').Trim().ToLowerInvariant())
            {
                if (char.IsLetterOrDigit(character) || character is '-' or '_')
                    anchor.Append(character);
                else if (character == ' ')
                    anchor.Append('-');
            }

            return anchor.ToString();
        });

    [GeneratedRegex(@"(?<!!)\[[^\]]+\]\(([^)\s]+)\)")]
    private static partial Regex Links();

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Fences();

    [GeneratedRegex(@"`((?:docs|deploy|policies|tests|Silo|Cli|Gateway|Grains|Grains\.Interfaces|Routing|Engines|Configuration|Dashboard|Learning|LlamaHost)/[\w./-]*\.(?:cs|md|yaml|yml|json|sh|sql|service|env))`")]
    private static partial Regex NamedFiles();
}
