namespace Orchestrator.Routing;

/// <summary>How many tokens the pieces of a text become.</summary>
internal static class TokenWeights
{
    public const double Ideograph = 1;
    public const double Symbol = 1.5;
    public const double LineBreaks = 1;

    public static double Word(ReadOnlySpan<char> word) => word.Length <= 7 ? 1 : 1 + ((word.Length - 7) / 5.0);

    public static double Digits(int count) => Math.Ceiling(count / 3.0);

    public static double Spaces(int count) => count > 1 ? 1 : 0;

    public static double Punctuation(int count) => 1 + ((count - 1) * 0.5);
}
