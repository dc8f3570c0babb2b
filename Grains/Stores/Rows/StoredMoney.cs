namespace Orchestrator.Grains.Stores;

/// <summary>Money as the tables keep it: 64-bit counts of pico-USD (1e-12 USD), so that sums are exact in both databases.</summary>
internal static class StoredMoney
{
    public const long PicoPerMicro = 1_000_000;

    private const decimal PicoPerUsd = 1_000_000_000_000m;

    /// <summary>The largest amount a row can hold, in USD: about 9.2 million.</summary>
    public const decimal MaxUsd = long.MaxValue / PicoPerUsd;

    /// <exception cref="ArgumentOutOfRangeException">The amount is beyond <see cref="MaxUsd"/> either way.</exception>
    public static long ToPico(decimal usd) => Math.Abs(usd) < MaxUsd
        ? (long)decimal.Round(usd * PicoPerUsd, MidpointRounding.ToEven)
        : throw new ArgumentOutOfRangeException(nameof(usd), $"The amount is beyond what the store can hold, {MaxUsd:0} USD.");

    public static decimal ToUsd(long pico) => pico / PicoPerUsd;

    /// <summary>A sum that was taken in two parts, so that it cannot overflow: whole micro-USD, and the pico-USD that remain.</summary>
    public static decimal ToUsd(long micro, long pico) => (((decimal)micro * PicoPerMicro) + pico) / PicoPerUsd;
}
