using System.Globalization;

namespace Orchestrator.Routing;

/// <summary>What a character is to a tokenizer.</summary>
internal enum CharacterClass : byte
{
    Punctuation,
    Letter,
    Digit,
    Ideograph,
    Space,
    LineBreak,
    Symbol,
}

/// <summary>A table for ASCII, the Unicode categories for the rest.</summary>
internal static class CharacterClasses
{
    private static readonly CharacterClass[] Ascii = [.. Enumerable.Range(0, 128).Select(c => Classify((char)c))];

    public static CharacterClass Of(char c) => c < 128 ? Ascii[c] : Classify(c);

    private static CharacterClass Classify(char c)
    {
        if (c is '\n' or '\r')
            return CharacterClass.LineBreak;
        if (char.IsWhiteSpace(c))
            return CharacterClass.Space;
        if (IsIdeograph(c))
            return CharacterClass.Ideograph;
        if (char.IsLetter(c) || char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark)
            return CharacterClass.Letter;
        if (char.IsDigit(c))
            return CharacterClass.Digit;
        return c >= 128 && !char.IsPunctuation(c) ? CharacterClass.Symbol : CharacterClass.Punctuation;
    }

    /// <summary>Kana, Chinese characters and Hangul syllables: about one token each.</summary>
    private static bool IsIdeograph(char c) => c is (>= '\u3040' and <= '\u30FF') or (>= '\u3400' and <= '\u9FFF') or (>= '\uAC00' and <= '\uD7A3') or (>= '\uF900' and <= '\uFAFF');
}
