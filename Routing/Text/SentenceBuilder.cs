using System.Globalization;
using System.Runtime.CompilerServices;

namespace Orchestrator.Routing;

/// <summary>Builds a sentence in a buffer on the stack: only the finished text is allocated.</summary>
internal ref struct SentenceBuilder(Span<char> buffer)
{
    private DefaultInterpolatedStringHandler _text = new(0, 0, CultureInfo.InvariantCulture, buffer);

    public void Append(string text) => _text.AppendLiteral(text);

    /// <summary>A number as <see cref="Figures.Write(double)"/> writes it.</summary>
    public void Append(double value) => Append(value, Figures.DecimalsFor(value));

    /// <summary>A number with at most <paramref name="decimals"/> decimals, 0 to 3.</summary>
    public void Append(double value, int decimals)
    {
        Span<char> digits = stackalloc char[Figures.Longest];
        _text.AppendFormatted(digits[..Figures.Write(value, decimals, digits)]);
    }

    /// <summary>The text; the builder is spent.</summary>
    public string Finish() => _text.ToStringAndClear();
}
