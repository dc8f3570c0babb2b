using System.Text.RegularExpressions;
using Orchestrator.TestServers;

namespace Orchestrator.Cli.Tests.Docs;

/// <summary>A command of the manual.</summary>
/// <param name="File">Where it stands, from the repository's root.</param>
/// <param name="Line">Line of its beginning, from 1.</param>
/// <param name="Text">The command on one line, without its comment.</param>
/// <param name="Needs">What it needs that a build machine lacks, from a comment "needs …" behind it or at the head of its block; null when it can be checked here.</param>
internal sealed record ManualCommand(string File, int Line, string Text, string? Needs)
{
    public override string ToString() => $"{File}({Line}): {Text}";
}

/// <summary>The shell blocks of README, CONTRIBUTING and everything under docs and deploy.</summary>
internal static partial class Manual
{
    public static string Root => Checkout.Root;

    public static IReadOnlyList<string> Files { get; } =
    [
        .. new[] { "README.md", "CONTRIBUTING.md" }
            .Concat(new[] { "docs", "deploy" }.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root, folder), "*.md", SearchOption.AllDirectories)).Select(file => Path.GetRelativePath(Root, file)))
            .Order(StringComparer.Ordinal),
    ];

    public static IReadOnlyList<ManualCommand> Commands { get; } = [.. Files.SelectMany(CommandsOf)];

    private static IEnumerable<ManualCommand> CommandsOf(string file)
    {
        var lines = File.ReadAllLines(Path.Combine(Root, file));
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].TrimEnd() is not ("```sh" or "```bash"))
                continue;
            string? blockNeeds = null;
            for (i++; i < lines.Length && !lines[i].StartsWith("```", StringComparison.Ordinal); i++)
            {
                var (start, text) = (i + 1, lines[i].Trim());
                while (text.EndsWith('\\') && i + 1 < lines.Length)
                    text = $"{text[..^1].TrimEnd()} {lines[++i].Trim()}";
                var needs = NeedsMark().Match(text) is { Success: true } mark ? mark.Groups[1].Value : null;
                if (text.StartsWith('#'))
                    blockNeeds = needs ?? blockNeeds;
                else if (Comment().Replace(text, "").Trim() is { Length: > 0 } command)
                    yield return new ManualCommand(file, start, command, needs ?? blockNeeds);
            }
        }
    }

    [GeneratedRegex(@"#.*\bneeds (.+?)(?:[.;]|$)")]
    private static partial Regex NeedsMark();

    /// <summary>A comment begins with a blank and a hash outside quotes; headers and JSON of these commands hold none.</summary>
    [GeneratedRegex(@"\s#\s.*$")]
    private static partial Regex Comment();
}
