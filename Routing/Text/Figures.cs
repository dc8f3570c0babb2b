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

        var scaled = (ulong)((Math.Abs(value) * Scales[decimals]) + 0.5);
        for (; decimals > 0 && scaled % 10 == 0; decimals--)
            scaled /= 10;

        var digits = 1;
        for (var bound = 10UL; scaled >= bound || digits <= decimals; bound *= 10)
            digits++;
        var sign = value < 0 && scaled != 0 ? 1 : 0;
        var length = sign + digits + (decimals > 0 ? 1 : 0);
        for (var i = length - 1; i >= sign; i--)
        {
            if (decimals > 0 && i == length - 1 - decimals)
                destination[i--] = '.';
            destination[i] = (char)('0' + (scaled % 10));
            scaled /= 10;
        }

        if (sign > 0)
            destination[0] = '-';
        return length;
    }

    /// <summary>Money with as many digits as it takes to be more than zero.</summary>
    public static string Usd(decimal value) => value.ToString(value != 0 && Math.Abs(value) < 0.01m ? "0.########" : "0.####", CultureInfo.InvariantCulture);

    /// <summary>Milliseconds below ten seconds, seconds above.</summary>
    public static string Duration(double milliseconds) => milliseconds < 10_000
        ? $"{milliseconds.ToString("0", CultureInfo.InvariantCulture)} ms"
        : $"{(milliseconds / 1000).ToString("0.#", CultureInfo.InvariantCulture)} s";
}
