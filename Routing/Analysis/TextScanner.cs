using System.Globalization;

namespace Orchestrator.Routing;

/// <summary>
/// Reads a prompt once, splitting it roughly as the tokenizers of language models do before they merge: words with the space before them, digits in groups of three,
/// runs of punctuation, line breaks. No allocation.
/// </summary>
internal static class TextScanner
{
    public static TextFeatures Scan(ReadOnlySpan<char> text)
    {
        double tokens = 0;
        int words = 0, demands = 0, constraints = 0, steps = 0, questions = 0, sentences = 0, math = 0, code = 0;
        var i = 0;
        while (i < text.Length)
        {
            var c = text[i];
            var start = i;
            switch (CharacterClasses.Of(c))
            {
                case CharacterClass.Letter:
                    i = RunEnd(text, i, CharacterClass.Letter);
                    words++;
                    tokens += TokenWeights.Word(text[start..i]);
                    Count(SignalWords.Of(text[start..i]), ref demands, ref constraints, ref steps);
                    break;
                case CharacterClass.Digit:
                    i = RunEnd(text, i, CharacterClass.Digit);
                    tokens += TokenWeights.Digits(i - start);
                    break;
                case CharacterClass.Ideograph:
                    i++;
                    words++;
                    tokens += TokenWeights.Ideograph;
                    if (i < text.Length)
                        Count(SignalWords.OfPair(c, text[i]), ref demands, ref constraints, ref steps);
                    break;
                case CharacterClass.Space:
                    i = RunEnd(text, i, CharacterClass.Space);
                    tokens += TokenWeights.Spaces(i - start);
                    break;
                case CharacterClass.LineBreak:
                    i = RunEnd(text, i, CharacterClass.LineBreak);
                    tokens += TokenWeights.LineBreaks;
                    if (IsListMark(text, i))
                        steps++;
                    break;
                case CharacterClass.Symbol:
                    i++;
                    tokens += TokenWeights.Symbol;
                    if (char.GetUnicodeCategory(c) == UnicodeCategory.MathSymbol)
                        math++;
                    break;
                default:
                    i = RunEnd(text, i, CharacterClass.Punctuation);
                    tokens += TokenWeights.Punctuation(i - start);
                    for (var j = start; j < i; j++)
                        CountSign(text, j, ref questions, ref sentences, ref math, ref code);
                    break;
            }
        }

        return new TextFeatures(Math.Max(1, (int)Math.Round(tokens)), words, demands, constraints, steps, questions, sentences, math, code);
    }

    private static int RunEnd(ReadOnlySpan<char> text, int from, CharacterClass kind)
    {
        var i = from + 1;
        while (i < text.Length && CharacterClasses.Of(text[i]) == kind)
            i++;
        return i;
    }

    private static void Count(Signal signal, ref int demands, ref int constraints, ref int steps)
    {
        switch (signal)
        {
            case Signal.Demand: demands++; break;
            case Signal.Constraint: constraints++; break;
            case Signal.Step: steps++; break;
            default: break;
        }
    }

    private static void CountSign(ReadOnlySpan<char> text, int at, ref int questions, ref int sentences, ref int math, ref int code)
    {
        switch (text[at])
        {
            case '?' or '？' or '؟': questions++; sentences++; break;
            case '.' or '!' or '。' or '！' when at + 1 == text.Length || char.IsWhiteSpace(text[at + 1]): sentences++; break;
            case '+' or '*' or '/' or '^' or '=' or '<' or '>' or '%' or '\\' or '$': math++; break;
            case '{' or '}' or ';' or '`': code++; break;
            case '(' when at + 1 < text.Length && text[at + 1] == ')': code++; break;
            default: break;
        }
    }

    /// <summary>True when a line starts with <c>-</c>, <c>*</c>, <c>•</c> or a number and a full stop or bracket.</summary>
    private static bool IsListMark(ReadOnlySpan<char> text, int at)
    {
        var i = at;
        while (i < text.Length && char.IsAsciiDigit(text[i]) && i - at < 3)
            i++;
        return i + 1 < text.Length && (i > at ? text[i] is '.' or ')' : text[i] is '-' or '*' or '•') && text[i + 1] == ' ';
    }
}
