namespace Orchestrator.Routing;

/// <summary>
/// What is known of one model on one target: a cell for each task type, and one for all together. What a prediction takes from them does not depend on the task, so it is
/// worked out once a second or after a change: a decision asks for four targets, and each answer is a chain of divisions.
/// </summary>
internal sealed class OutcomeRow
{
    private static readonly int TypeCount = Enum.GetValues<TaskType>().Length;

    private readonly StatisticsSettings _settings;
    private readonly OutcomeCell?[] _cells = new OutcomeCell?[TypeCount + 1];
    private readonly OutcomeDigest[] _digests = new OutcomeDigest[TypeCount];

    public OutcomeRow(StatisticsSettings settings)
    {
        _settings = settings;
        Changed();
    }

    /// <summary>The cell of all types together; null when nothing was recorded.</summary>
    public OutcomeCell? AllTypes => _cells[TypeCount];

    /// <summary>The cells that have something in them.</summary>
    public IEnumerable<(TaskType? Type, OutcomeCell Cell)> Cells
    {
        get
        {
            for (var i = 0; i <= TypeCount; i++)
                if (_cells[i] is { } cell)
                    yield return (i == TypeCount ? null : (TaskType)i, cell);
        }
    }

    /// <summary>Takes an attempt, for its type and for all together; see <see cref="OutcomeCell.Add"/>.</summary>
    public void Add(AttemptOutcome outcome, double? speedFactor, DateTimeOffset at)
    {
        foreach (var type in (ReadOnlySpan<TaskType?>)[outcome.Type, null])
            Cell(type).Add(outcome.Succeeded, speedFactor, outcome.OutputTokens, outcome.ServiceMs, at);
        Changed();
    }

    /// <summary>Takes a rating, 0 to 1.</summary>
    public void AddRating(TaskType type, double score, DateTimeOffset at)
    {
        Cell(type).AddRating(score, at);
        Changed();
    }

    /// <summary>Puts a cell back as it was persisted.</summary>
    public void Restore(TaskType? type, OutcomeSums sums) => _cells[Index(type)] = new OutcomeCell(_settings) { Sums = sums };

    /// <summary>To be told when the priors have changed.</summary>
    public void Changed() => Array.Fill(_digests, OutcomeDigest.Outdated);

    /// <summary>What was measured of <paramref name="type"/>, blended with <paramref name="prior"/>.</summary>
    public ref readonly OutcomeDigest Digest(TaskType type, ServicePrior prior, DateTimeOffset now)
    {
        ref var digest = ref _digests[(int)type];
        var second = now.UtcTicks / TimeSpan.TicksPerSecond;
        if (digest.Second != second)
            digest = Work(type, prior, now) with { Second = second };
        return ref digest;
    }

    private OutcomeCell Cell(TaskType? type) => _cells[Index(type)] ??= new OutcomeCell(_settings);

    private static int Index(TaskType? type) => type is { } known ? (int)known : TypeCount;

    private OutcomeDigest Work(TaskType type, ServicePrior prior, DateTimeOffset now)
    {
        var weight = _settings.PriorSamples;
        var digest = OutcomeDigest.Of(prior);
        if (AllTypes is { } all)
        {
            var left = all.Remaining(now);
            digest = digest with
            {
                Speed = OutcomeCell.Blend(all.Sums.SpeedFactors * left, all.Sums.Timed * left, digest.Speed, weight),
                SuccessRate = OutcomeCell.Blend(all.Sums.Successes * left, all.Sums.Attempts * left, digest.SuccessRate, weight),
            };
        }

        if (_cells[(int)type] is not { } cell)
            return digest;
        var (sums, kept) = (cell.Sums, cell.Remaining(now));
        var answers = (sums.Answers * kept) + weight;
        return digest with
        {
            Speed = OutcomeCell.Blend(sums.SpeedFactors * kept, sums.Timed * kept, digest.Speed, weight),
            SuccessRate = OutcomeCell.Blend(sums.Successes * kept, sums.Attempts * kept, digest.SuccessRate, weight),
            Quality = OutcomeCell.Blend(sums.RatingSum * kept, sums.Ratings * kept, digest.Quality, weight),
            Samples = sums.Attempts * kept,
            MeasuredAnswer = sums.OutputTokens * kept / answers,
            ExpectedAnswerShare = weight / answers,
        };
    }
}

/// <summary>What a prediction takes from the cells.</summary>
/// <param name="Second">When it was worked out, seconds; below 0 when it is outdated.</param>
/// <param name="Speed">Measured over expected service time.</param>
/// <param name="SuccessRate">0 to 1.</param>
/// <param name="Quality">Mean rating, 0 to 1.</param>
/// <param name="Samples">Outcomes of the type, after decay.</param>
/// <param name="MeasuredAnswer">Tokens that measured answers contribute to the expected length.</param>
/// <param name="ExpectedAnswerShare">Share of the analysis's expectation in it, 0 to 1.</param>
internal readonly record struct OutcomeDigest(
    long Second, double Speed, double SuccessRate, double Quality, double Samples, double MeasuredAnswer, double ExpectedAnswerShare)
{
    public static OutcomeDigest Outdated { get; } = new(-1, 0, 0, 0, 0, 0, 0);

    /// <summary>What is expected where nothing was measured.</summary>
    public static OutcomeDigest Of(ServicePrior prior) => new(-1, 1, prior.SuccessRate, 0.5, 0, 0, 1);
}
