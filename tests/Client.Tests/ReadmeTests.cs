using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Orchestrator.Client.Tests;

/// <summary>Every snippet of the package's README compiles as a program of its own.</summary>
public sealed partial class ReadmeTests
{
    private const string ImplicitUsings =
        "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Net.Http; "
        + "global using System.Threading; global using System.Threading.Tasks;";

    private static readonly MetadataReference[] References =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(file => MetadataReference.CreateFromFile(file))];

    public static TheoryData<string, string> Snippets => [.. Read()];

    [Fact]
    public void There_are_snippets() => Assert.True(Snippets.Count >= 4);

    [Theory]
    [MemberData(nameof(Snippets))]
    public void A_snippet_compiles(string heading, string code)
    {
        var compilation = CSharpCompilation.Create(
            "Snippet",
            [CSharpSyntaxTree.ParseText(code), CSharpSyntaxTree.ParseText(ImplicitUsings)],
            References,
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));

        var wrong = compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning && diagnostic.Id != "CS1701");

        Assert.True(!wrong.Any(), $"{heading}: {string.Join(Environment.NewLine, wrong)}");
    }

    private static IEnumerable<TheoryDataRow<string, string>> Read()
    {
        var text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "ClientReadme.md"));
        foreach (Match snippet in Snippet().Matches(text))
        {
            var heading = text[..snippet.Index].Split('\n').Last(line => line.StartsWith('#')).TrimStart('#', ' ');
            yield return new TheoryDataRow<string, string>(heading, snippet.Groups[1].Value);
        }
    }

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Snippet();
}
