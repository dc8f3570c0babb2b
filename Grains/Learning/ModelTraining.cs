using System.Globalization;
using Orchestrator.Grains.Stores;
using Orchestrator.Learning;

namespace Orchestrator.Grains;

/// <summary>One training run: reads the log, trains beside the grains, and says what came of it.</summary>
internal sealed class ModelTraining(ITaskStore store, ModelShelf shelf, TimeProvider time)
{
    /// <summary>More than this teaches no more, and would only take longer.</summary>
    private const int MostRows = 100_000;
    private static readonly TimeSpan Period = TimeSpan.FromDays(30);

    /// <summary>Outcomes it takes to train at all.</summary>
    public static int Needed { get; } = new TrainingOptions().MinRows;

    public async Task<TrainingRun> RunAsync(DateTimeOffset startedAt)
    {
        var history = await store.ReadDecisionsAsync(startedAt - Period, MostRows, CancellationToken.None);
        TrainingRow[] rows = [.. history.Decisions.Select(recorded => recorded.ToTrainingRow()).OfType<TrainingRow>()];
        var run = new TrainingRun(startedAt, null, rows.Length, Needed, null, Promoted: false, "", null, null);
        var (active, _) = await shelf.ReadActiveAsync();
        try
        {
            var version = startedAt.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
            var result = await BackgroundWork.RunAsync(() => OutcomeTrainer.Train(rows, active, new TrainingOptions(), version, time.GetUtcNow()));
            return await TakeAsync(run, result, active);
        }
        catch (Exception exception) when (exception is DllNotFoundException or TypeInitializationException or BadImageFormatException)
        {
            return run with { FinishedAt = time.GetUtcNow(), Detail = "LightGBM's native library cannot be loaded on this silo; on Debian it needs the package libgomp1." };
        }
    }

    private async Task<TrainingRun> TakeAsync(TrainingRun run, TrainingResult result, OutcomeModel? active)
    {
        if (result is { Model: { } trained, Verdict.Promoted: true })
        {
            var model = trained with { Text = active?.Text };
            await shelf.AddAsync(model, OutcomeModelFile.Write(model));
        }

        return run with
        {
            FinishedAt = time.GetUtcNow(),
            ModelVersion = result.Model?.Version,
            Promoted = result.Verdict?.Promoted ?? false,
            Detail = result.Detail,
            Metrics = result.Model?.Metrics,
            Comparison = result.Verdict is { } verdict ? new ModelComparison(verdict.Difference, verdict.Low, verdict.High) : null,
        };
    }
}
