using System.Diagnostics.CodeAnalysis;

namespace Orchestrator.Grains.Stores;

/// <summary>The ids that start with what someone typed, as a range.</summary>
/// <param name="Low">The first id.</param>
/// <param name="High">The last id.</param>
internal sealed record TaskIdPrefix(Guid Low, Guid High)
{
    /// <summary>Shorter starts match too many tasks to be meant as an id.</summary>
    private const int ShortestDigits = 4;

    private const int Digits = 32;

    public static bool TryParse(string text, [NotNullWhen(true)] out TaskIdPrefix? prefix)
    {
        prefix = null;
        var digits = text.Replace("-", "", StringComparison.Ordinal);
        if (digits.Length is < ShortestDigits or > Digits || !digits.All(char.IsAsciiHexDigit))
            return false;
        prefix = new TaskIdPrefix(Guid.ParseExact(digits.PadRight(Digits, '0'), "N"), Guid.ParseExact(digits.PadRight(Digits, 'f'), "N"));
        return true;
    }
}
