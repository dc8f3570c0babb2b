using System.Globalization;
using Orchestrator.Grains.Stores;

namespace Orchestrator.Grains;

/// <summary>One step of the weight optimiser over the log since the step before.</summary>
internal sealed class WeightImprovement(ITaskStore store, WeightShelf shelf, TimeProvider time)
{
    private const int MostDecisions = 50_000;
    private static readonly TimeSpan LongestPeriod = TimeSpan.FromDays(30);

    public async Task<StoredWeights> RunAsync(RoutingPolicy policy, TimeSpan period)
    {
        var (now, own) = (time.GetUtcNow(), policy.Settings.Weights);
        var stored = await shelf.ReadAsync();
        if (stored is null || stored.Base != own)
            stored = new StoredWeights(own, [], now, null);
        var current = WeightShelf.Active(stored, own);
        var history = await store.ReadDecisionsAsync(now - (period < LongestPeriod && period > TimeSpan.Zero ? period : LongestPeriod), MostDecisions, CancellationToken.None);
        var (next, samples) = await BackgroundWork.RunAsync(() =>
        {
            var samples = WeightHistory.Of(history.Decisions, policy, current.Weights);
            return (WeightOptimizer.Improve(current, samples, now), samples.Count);
        });
        var moved = next.Version != current.Version;
        stored = stored with
        {
            Versions = moved ? [.. stored.Versions, next] : stored.Versions,
            ImprovedAt = now,
            Detail = moved
                ? $"Version {next.Version} from {samples} outcomes; no weight moved by more than {WeightOptimizer.MaximumStep.ToString(CultureInfo.InvariantCulture)}."
                : $"{samples} outcomes, {WeightOptimizer.LeastSamples} are needed: the weights stay.",
        };
        await shelf.WriteAsync(stored);
        return stored;
    }
}
