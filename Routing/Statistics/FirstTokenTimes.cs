namespace Orchestrator.Routing;

/// <summary>
/// The time to the first token, rolling, of each engine, model and task type: a histogram with buckets 10 % apart over about the last 400 attempts. Changed by the router
/// on its one thread; not thread safe.
/// </summary>
public sealed class FirstTokenTimes
{
    private const double Step = 1.1;
    private const int Buckets = 150;
    private const double Window = 400;
    private const double HeaviestWeight = 1e100;
    private static readonly double s_logStep = Math.Log(Step);

    private readonly Dictionary<(string Engine, string Model, TaskType Type), Cell> _cells = [];

    /// <summary>Takes a time, milliseconds. One that was broken off before the first token counts with the time it had waited: without those the slow half would be missing.</summary>
    public void Record(string engine, string model, TaskType type, double ms)
    {
        var key = (engine, model, type);
        if (!_cells.TryGetValue(key, out var cell))
            _cells[key] = cell = new Cell();
        cell.Add(BucketOf(ms));
    }

    /// <summary>The time within which 95 of 100 attempts had their first token, milliseconds; null while fewer than <paramref name="minSamples"/> are known.</summary>
    public double? P95(string engine, string model, TaskType type, int minSamples) =>
        _cells.TryGetValue((engine, model, type), out var cell) && cell.Samples >= minSamples ? Math.Pow(Step, cell.Quantile(0.95)) : null;

    /// <summary>Bucket n holds what is above Step^(n-1) and not above Step^n.</summary>
    private static int BucketOf(double ms) => ms <= 1 ? 0 : Math.Min(Buckets - 1, (int)Math.Ceiling(Math.Log(ms) / s_logStep));

    private sealed class Cell
    {
        private readonly double[] _weights = new double[Buckets];
        private double _next = 1;

        public long Samples { get; private set; }

        /// <summary>Each sample weighs a little more than the one before, which ages all of them at once.</summary>
        public void Add(int bucket)
        {
            Samples++;
            _weights[bucket] += _next;
            _next *= Window / (Window - 1);
            if (_next < HeaviestWeight)
                return;
            for (var i = 0; i < Buckets; i++)
                _weights[i] /= _next;
            _next = 1;
        }

        public int Quantile(double share)
        {
            var wanted = _weights.Sum() * share;
            var bucket = 0;
            for (var seen = _weights[0]; seen < wanted && bucket < Buckets - 1; seen += _weights[bucket])
                bucket++;
            return bucket;
        }
    }
}
