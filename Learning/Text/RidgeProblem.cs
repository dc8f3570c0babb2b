using Orchestrator.Routing;

namespace Orchestrator.Learning;

/// <summary>min |Xw − y|² + w'Λw over sparse rows, by conjugate gradients on the normal equations.</summary>
internal sealed class RidgeProblem(IReadOnlyList<TextRow> rows, double lengthMean, double lengthDeviation, TextHeadOptions options)
{
    private const int Size = PromptFeatures.Buckets + 1;

    public double[] Solve(double[] targets)
    {
        var weights = new double[Size];
        var residual = TransposeTimes(targets);
        var direction = (double[])residual.Clone();
        var norm = Dot(residual, residual);
        for (var step = 0; step < options.Steps && norm > 1e-12; step++)
        {
            var product = TransposeTimes(Times(direction));
            for (var i = 0; i < Size; i++)
                product[i] += Ridge(i) * direction[i];

            var size = norm / Dot(direction, product);
            for (var i = 0; i < Size; i++)
            {
                weights[i] += size * direction[i];
                residual[i] -= size * product[i];
            }

            var next = Dot(residual, residual);
            var ratio = next / norm;
            for (var i = 0; i < Size; i++)
                direction[i] = residual[i] + (ratio * direction[i]);

            norm = next;
        }

        return weights;
    }

    private double Ridge(int index) => index < PromptFeatures.Buckets ? options.WordRidge : options.LengthRidge;

    private double[] Times(double[] weights)
    {
        var result = new double[rows.Count];
        for (var r = 0; r < rows.Count; r++)
        {
            var (words, logLength) = rows[r];
            var sum = 0.0;
            foreach (var word in words)
                sum += weights[word];

            result[r] = (sum / Math.Sqrt(Math.Max(1, words.Length))) + (weights[^1] * Standard(logLength));
        }

        return result;
    }

    private double[] TransposeTimes(double[] values)
    {
        var result = new double[Size];
        for (var r = 0; r < rows.Count; r++)
        {
            var (words, logLength) = rows[r];
            var share = values[r] / Math.Sqrt(Math.Max(1, words.Length));
            foreach (var word in words)
                result[word] += share;

            result[^1] += values[r] * Standard(logLength);
        }

        return result;
    }

    private double Standard(double logLength) => (logLength - lengthMean) / lengthDeviation;

    private static double Dot(double[] left, double[] right)
    {
        var sum = 0.0;
        for (var i = 0; i < left.Length; i++)
            sum += left[i] * right[i];

        return sum;
    }
}
