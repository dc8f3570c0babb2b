using System.Globalization;

namespace Orchestrator.Routing;

/// <summary>How numbers look in sentences: at most two decimals below a hundred, none above, and never in a machine's local format.</summary>
internal static class Figures
{
    public static string Write(double value) =>
        value.ToString(Math.Abs(value) < 100 ? "0.##" : "0", CultureInfo.InvariantCulture);

    /// <summary>Money with as many digits as it takes to be more than zero.</summary>
    public static string Usd(decimal value) => value.ToString(value != 0 && Math.Abs(value) < 0.01m ? "0.########" : "0.####", CultureInfo.InvariantCulture);

    /// <summary>Milliseconds below ten seconds, seconds above.</summary>
    public static string Duration(double milliseconds) => milliseconds < 10_000
        ? $"{milliseconds.ToString("0", CultureInfo.InvariantCulture)} ms"
        : $"{(milliseconds / 1000).ToString("0.#", CultureInfo.InvariantCulture)} s";
}
