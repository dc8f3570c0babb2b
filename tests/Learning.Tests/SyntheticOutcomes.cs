using Orchestrator.Routing;

namespace Orchestrator.Learning.Tests;

/// <summary>Outcomes of a made-up world in which a GPU task is in time when its forecast is well below the SLA, and the CPU takes twice what is forecast.</summary>
internal static class SyntheticOutcomes
{
    public static List<TrainingRow> Rows(int count, int seed = 5, string model = "m")
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            var features = new float[OutcomeFeatures.Count];
            for (var i = 0; i < features.Length; i++)
                features[i] = (float)random.NextDouble();

            var target = random.Next(2) == 0 ? ComputeTarget.Gpu : ComputeTarget.Cpu;
            var slow = target == ComputeTarget.Cpu ? 2.0 : 1.0;
            var load = (features[^1] * slow) + (0.1 * random.NextDouble());
            return new TrainingRow(target, model, features, ForecastInTime: 0.5, InTime: load < 0.7 && random.NextDouble() > 0.05, ServiceRatio: slow * Math.Exp(0.1 * (random.NextDouble() - 0.5)));
        })];
    }

    public static OutcomeModel Train(int count = 4000) =>
        OutcomeTrainer.Train(Rows(count), null, new TrainingOptions(), "v1", DateTimeOffset.UnixEpoch).Model ?? throw new InvalidOperationException("no model");
}
