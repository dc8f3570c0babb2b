namespace Orchestrator.Routing;

/// <summary>One cell of the statistics, as it is persisted.</summary>
/// <param name="Type">The task type; null for all types together.</param>
public sealed record OutcomeCellSnapshot(ComputeTarget Target, string Model, TaskType? Type, OutcomeSums Sums);

/// <summary>Statistics as they are persisted.</summary>
public sealed record OutcomeStatisticsSnapshot(IReadOnlyList<OutcomeCellSnapshot> Cells);

/// <summary>
/// What was measured of each (target, model, task type), rolling and decayed, blended with the priors. The service time has a known form (overhead, prompt over prefill
/// speed, answer over decode speed), so one speed factor and one answer length per cell are learned instead of a table of latencies: a single long task teaches about short ones.
/// Changed by the router on its one thread; not thread safe.
/// </summary>
public sealed class OutcomeStatistics
{
    private static readonly int TypeCount = Enum.GetValues<TaskType>().Length;

    private readonly StatisticsSettings _settings;
    private readonly Dictionary<string, OutcomeCell?[]>[] _cells;
    private readonly (string? Model, OutcomeCell?[]? Row)[] _lastRead = new (string?, OutcomeCell?[]?)[TargetSet.All.Count];

    public OutcomeStatistics(ServicePriors? priors = null, StatisticsSettings? settings = null, OutcomeStatisticsSnapshot? restored = null)
    {
        Priors = priors ?? ServicePriors.Default;
        _settings = settings ?? StatisticsSettings.Default;
        _cells = TargetSet.All.Select(_ => new Dictionary<string, OutcomeCell?[]>(StringComparer.Ordinal)).ToArray();
        foreach (var cell in restored?.Cells ?? [])
            Row(cell.Target, cell.Model)[Index(cell.Type)] = new OutcomeCell(_settings) { Sums = cell.Sums };
    }

    /// <summary>What is expected where nothing was measured. Replaced when the cost configuration changes.</summary>
    public ServicePriors Priors { get; set; }

    /// <summary>Takes an outcome. Cancelled attempts, cold starts and faults that are the prompt's and not the engine's are left out.</summary>
    public void Record(AttemptOutcome outcome, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        if (outcome.Cancelled || outcome.ColdStart || outcome.Fault is EngineFault.BadRequest or EngineFault.Refused or EngineFault.TooLong or EngineFault.Unsupported)
            return;
        double? factor = outcome.InputTokens is { } input
            ? outcome.ServiceMs / Priors[outcome.Target].ServiceMs(outcome.Type, input, outcome.OutputTokens ?? 0)
            : null;
        Cell(outcome.Target, outcome.Model, outcome.Type).Add(outcome.Succeeded, factor, outcome.OutputTokens, outcome.ServiceMs, at);
        Cell(outcome.Target, outcome.Model, null).Add(outcome.Succeeded, factor, outcome.OutputTokens, outcome.ServiceMs, at);
    }

    /// <summary>Takes a user's rating of an answer, 0 to 1.</summary>
    public void RecordFeedback(ComputeTarget target, string model, TaskType type, double score, DateTimeOffset at)
    {
        if (!(score is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(score), score, "0 to 1");
        Cell(target, model, type).AddRating(score, at);
    }

    /// <summary>What to expect of a task. Allocates nothing.</summary>
    /// <param name="inputTokens">Tokens of the prompt.</param>
    /// <param name="outputTokens">The analysis's expectation of the answer, which a measured mean replaces as it gains weight.</param>
    public ServicePrediction Predict(ComputeTarget target, string model, TaskType type, int inputTokens, int outputTokens, DateTimeOffset now)
    {
        var prior = Priors[target];
        var k = _settings.PriorSamples;
        double speed = 1, success = prior.SuccessRate, answer = outputTokens, quality = 0.5, samples = 0;
        if (Find(target, model) is { } row)
        {
            if (row[TypeCount] is { } all)
            {
                var left = all.Remaining(now);
                speed = Blend(all.Sums.SpeedFactors * left, all.Sums.Timed * left, speed, k);
                success = Blend(all.Sums.Successes * left, all.Sums.Attempts * left, success, k);
            }

            if (row[(int)type] is { } cell)
            {
                var left = cell.Remaining(now);
                samples = cell.Sums.Attempts * left;
                speed = Blend(cell.Sums.SpeedFactors * left, cell.Sums.Timed * left, speed, k);
                success = Blend(cell.Sums.Successes * left, samples, success, k);
                answer = Blend(cell.Sums.OutputTokens * left, cell.Sums.Answers * left, answer, k);
                quality = Blend(cell.Sums.RatingSum * left, cell.Sums.Ratings * left, quality, k);
            }
        }

        if (outputTokens < TypicalAnswer.Tokens(type, inputTokens))
            answer = Math.Min(answer, outputTokens);
        return new ServicePrediction(prior.FirstTokenMs(type, inputTokens) * speed, prior.MsPerOutputToken * speed, answer, success, quality, samples);
    }

    /// <summary>Mean service time of what ran on a model lately, over all types, milliseconds; <paramref name="otherwise"/> when nothing did.</summary>
    public double MeanServiceMs(ComputeTarget target, string model, double otherwise, DateTimeOffset now)
    {
        if (Find(target, model)?[TypeCount] is not { } all)
            return otherwise;
        var left = all.Remaining(now);
        return Blend(all.Sums.ServiceMs * left, all.Sums.Timed * left, otherwise, 1);
    }

    /// <summary>Everything, for persistence.</summary>
    public OutcomeStatisticsSnapshot Snapshot() => new(
        (from target in TargetSet.All
         from row in _cells[(int)target]
         from index in Enumerable.Range(0, TypeCount + 1)
         let cell = row.Value[index]
         where cell is not null
         select new OutcomeCellSnapshot(target, row.Key, index == TypeCount ? null : (TaskType)index, cell.Sums)).ToArray());

    private static double Blend(double sum, double weight, double prior, double priorWeight) => (sum + (prior * priorWeight)) / (weight + priorWeight);

    private static int Index(TaskType? type) => type is { } known ? (int)known : TypeCount;

    /// <summary>The cells of a model; null when nothing is known of it. A target mostly serves one model, whose name is mostly the same object, so the last answer is kept.</summary>
    private OutcomeCell?[]? Find(ComputeTarget target, string model)
    {
        ref var last = ref _lastRead[(int)target];
        if (ReferenceEquals(last.Model, model) && last.Row is not null)
            return last.Row;
        last = (model, _cells[(int)target].GetValueOrDefault(model));
        return last.Row;
    }

    private OutcomeCell Cell(ComputeTarget target, string model, TaskType? type) => Row(target, model)[Index(type)] ??= new OutcomeCell(_settings);

    private OutcomeCell?[] Row(ComputeTarget target, string model)
    {
        var rows = _cells[(int)target];
        if (!rows.TryGetValue(model, out var row))
            rows[model] = row = new OutcomeCell?[TypeCount + 1];
        return row;
    }
}
