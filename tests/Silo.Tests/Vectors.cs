namespace Orchestrator.Silo.Tests;

internal static class Vectors
{
    /// <summary>Cosine of the angle between two vectors, -1 to 1.</summary>
    public static double Cosine(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double dot = 0, lengthA = 0, lengthB = 0;
        for (var i = 0; i < a.Length; i++)
            (dot, lengthA, lengthB) = (dot + (a[i] * b[i]), lengthA + (a[i] * a[i]), lengthB + (b[i] * b[i]));
        return dot / Math.Sqrt(lengthA * lengthB);
    }
}
