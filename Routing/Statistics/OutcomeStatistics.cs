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
    private readonly StatisticsSettings _settings;
    private readonly Dictionary<string, OutcomeRow>[] _rows;
    private readonly (string? Model, OutcomeRow? Row)[] _lastRead = new (string?, OutcomeRow?)[TargetSet.All.Count];
    private ServicePriors _priors;

    public OutcomeStatistics(ServicePriors? priors = null, StatisticsSettings? settings = null, OutcomeStatisticsSnapshot? restored = null)
    {
        _priors = priors ?? ServicePriors.Default;
        _settings = settings ?? StatisticsSettings.Default;
        _rows = TargetSet.All.Select(_ => new Dictionary<string, OutcomeRow>(StringComparer.Ordinal)).ToArray();
        foreach (var cell in restored?.Cells ?? [])
            Row(cell.Target, cell.Model).Restore(cell.Type, cell.Sums);
    }

    /// <summary>What is expected where nothing was measured. Replaced when the cost configuration changes.</summary>
    public ServicePriors Priors
    {
        get => _priors;
        set
        {
            _priors = value;
            foreach (var rows in _rows)
            foreach (var row in rows.Values)
                row.Changed();
        }
    }

    /// <summary>Takes an outcome. Cancelled attempts, cold starts and faults that are the prompt's and not the engine's are left out.</summary>
    public void Record(AttemptOutcome outcome, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        if (outcome.Cancelled || outcome.ColdStart || outcome.Fault is EngineFault.BadRequest or EngineFault.Refused or EngineFault.TooLong or EngineFault.Unsupported)
            return;
        double? factor = outcome.InputTokens is { } input
            ? outcome.ServiceMs / Priors[outcome.Target].ServiceMs(outcome.Type, input, outcome.OutputTokens ?? 0)
            : null;
        Row(outcome.Target, outcome.Model).Add(outcome, factor, at);
    }

    /// <summary>Takes a user's rating of an answer, 0 to 1.</summary>
    public void RecordFeedback(ComputeTarget target, string model, TaskType type, double score, DateTimeOffset at)
    {
        if (!(score is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(score), score, "0 to 1");
        Row(target, model).AddRating(type, score, at);
    }

    /// <summary>What to expect of a task. Allocates nothing.</summary>
    /// <param name="inputTokens">Tokens of the prompt.</param>
    /// <param name="outputTokens">The analysis's expectation of the answer, which a measured mean replaces as it gains weight.</param>
    public ServicePrediction Predict(ComputeTarget target, string model, TaskType type, int inputTokens, int outputTokens, DateTimeOffset now)
    {
        var prior = _priors[target];
        var measured = Find(target, model) is { } row ? row.Digest(type, prior, now) : OutcomeDigest.Of(prior);
        var answer = measured.MeasuredAnswer + (measured.ExpectedAnswerShare * outputTokens);
        if (outputTokens < TypicalAnswer.Tokens(type, inputTokens))
            answer = Math.Min(answer, outputTokens);
        return new ServicePrediction(
            prior.FirstTokenMs(type, inputTokens) * measured.Speed, prior.MsPerOutputToken * measured.Speed, answer, measured.SuccessRate, measured.Quality, measured.Samples);
    }

    /// <summary>Mean service time of what ran on a model lately, over all types, milliseconds; <paramref name="otherwise"/> when nothing did.</summary>
    public double MeanServiceMs(ComputeTarget target, string model, double otherwise, DateTimeOffset now)
    {
        if (Find(target, model)?.AllTypes is not { } all)
            return otherwise;
        var left = all.Remaining(now);
        return OutcomeCell.Blend(all.Sums.ServiceMs * left, all.Sums.Timed * left, otherwise, 1);
    }

    /// <summary>Everything, for persistence.</summary>
    public OutcomeStatisticsSnapshot Snapshot() => new(
        (from target in TargetSet.All
         from row in _rows[(int)target]
         from entry in row.Value.Cells
         select new OutcomeCellSnapshot(target, row.Key, entry.Type, entry.Cell.Sums)).ToArray());

    /// <summary>The cells of a model; null when nothing is known of it. A target mostly serves one model, whose name is mostly the same object, so the last answer is kept.</summary>
    private OutcomeRow? Find(ComputeTarget target, string model)
    {
        ref var last = ref _lastRead[(int)target];
        if (ReferenceEquals(last.Model, model) && last.Row is not null)
            return last.Row;
        last = (model, _rows[(int)target].GetValueOrDefault(model));
        return last.Row;
    }

    private OutcomeRow Row(ComputeTarget target, string model)
    {
        var rows = _rows[(int)target];
        if (!rows.TryGetValue(model, out var row))
            rows[model] = row = new OutcomeRow(_settings);
        return row;
    }
}
