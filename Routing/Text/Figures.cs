using System.Globalization;

namespace Orchestrator.Routing;

/// <summary>How numbers look in sentences: few decimals, no trailing zeros, never in a machine's local format.</summary>
internal static class Figures
{
    /// <summary>The longest text <see cref="Write(double, int, Span{char})"/> writes.</summary>
    public const int Longest = 32;

    private static readonly double[] Scales = [1, 10, 100, 1000];

    /// <summary>At most two decimals below a hundred, none above.</summary>
    public static string Write(double value)
    {
        Span<char> buffer = stackalloc char[Longest];
        return buffer[..Write(value, DecimalsFor(value), buffer)].ToString();
    }

    /// <summary>Two below a hundred, none above.</summary>
    public static int DecimalsFor(double value) => Math.Abs(value) < 100 ? 2 : 0;

    /// <summary>Writes at most three decimals and returns the length. By hand, because a custom format costs ten times as much and a decision writes up to ten numbers.</summary>
    public static int Write(double value, int decimals, Span<char> destination)
    {
        if (!(Math.Abs(value) < 1e15))
        {
            value.TryFormat(destination, out var written, "R", CultureInfo.InvariantCulture);
            return written;
        }

        var scale = (long)Scales[decimals];
        var scaled = (long)Math.Round(Math.Abs(value) * Scales[decimals], MidpointRounding.AwayFromZero);
        var length = 0;
        if (value < 0 && scaled != 0)
            destination[length++] = '-';
        (scaled / scale).TryFormat(destination[length..], out var digits, default, CultureInfo.InvariantCulture);
        length += digits;
        var fraction = scaled % scale;
        if (fraction == 0)
            return length;
        destination[length++] = '.';
        for (var place = scale / 10; fraction > 0; place /= 10)
        {
            destination[length++] = (char)('0' + (fraction / place));
            fraction %= place;
        }

        return length;
    }

    /// <summary>Money with as many digits as it takes to be more than zero.</summary>
    public static string Usd(decimal value) => value.ToString(value != 0 && Math.Abs(value) < 0.01m ? "0.########" : "0.####", CultureInfo.InvariantCulture);

    /// <summary>Milliseconds below ten seconds, seconds above.</summary>
    public static string Duration(double milliseconds) => milliseconds < 10_000
        ? $"{milliseconds.ToString("0", CultureInfo.InvariantCulture)} ms"
        : $"{(milliseconds / 1000).ToString("0.#", CultureInfo.InvariantCulture)} s";
}
