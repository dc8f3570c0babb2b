namespace Orchestrator.Routing;

/// <summary>The two figures of the normal distribution that forecasts need.</summary>
internal static class Normal
{
    private const double InverseSqrtTwoPi = 0.3989422804014327;

    /// <summary>P(Z ≤ <paramref name="z"/>) of a standard normal Z, within 8e-8 (Abramowitz and Stegun 26.2.17).</summary>
    public static double Cumulative(double z)
    {
        if (z is < -8.0 or > 8.0)
            return z < 0 ? 0.0 : 1.0;

        var t = 1.0 / (1.0 + (0.2316419 * Math.Abs(z)));
        var tail = Density(z) * t * (0.319381530 + (t * (-0.356563782 + (t * (1.781477937 + (t * (-1.821255978 + (t * 1.330274429))))))));
        return z < 0 ? tail : 1.0 - tail;
    }

    /// <summary>E[max(0, X)] of X with mean <paramref name="mean"/> and standard deviation <paramref name="deviation"/>.</summary>
    public static double ExpectedPositivePart(double mean, double deviation)
    {
        if (deviation <= 0.0)
            return Math.Max(0.0, mean);

        var z = mean / deviation;
        return (mean * Cumulative(z)) + (deviation * Density(z));
    }

    private static double Density(double z) => InverseSqrtTwoPi * Math.Exp(-0.5 * z * z);
}
