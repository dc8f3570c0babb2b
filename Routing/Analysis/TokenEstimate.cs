namespace Orchestrator.Routing;

/// <summary>How many tokens a text becomes, as the analysis estimates it.</summary>
public static class TokenEstimate
{
    /// <summary>Tokens, without those of a chat template; 0 for no text. Longer texts never become fewer.</summary>
    public static int Of(ReadOnlySpan<char> text) => text.IsEmpty ? 0 : TextScanner.Scan(text).Tokens;
}
