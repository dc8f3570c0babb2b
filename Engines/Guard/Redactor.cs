using System.Text.RegularExpressions;

namespace Orchestrator.Engines;

/// <summary>Makes an engine's words fit to show: without keys, on one line, of bounded length.</summary>
internal static partial class Redactor
{
    private const int Longest = 500;

    /// <summary>Cleans <paramref name="message"/>; <paramref name="secret"/> is the key in use, and anything else that looks like a key goes too.</summary>
    public static string Clean(string message, string? secret)
    {
        if (!string.IsNullOrEmpty(secret))
            message = message.Replace(secret, "[key]", StringComparison.Ordinal);
        message = KeyLike().Replace(message, "[key]").ReplaceLineEndings(" ").Trim();
        return message.Length <= Longest ? message : string.Concat(message.AsSpan(0, Longest - 1), "…");
    }

    // The starts of keys of OpenAI, Anthropic, OpenRouter and Google, and what follows the word Bearer.
    [GeneratedRegex(@"\bsk-[\w*.-]{6,}|\bAIza[\w*-]{6,}|(?<=Bearer )\S{6,}")]
    private static partial Regex KeyLike();
}
