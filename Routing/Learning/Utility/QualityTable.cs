namespace Orchestrator.Routing;

/// <summary>
/// Expected quality of an answer by task type and target, 0 to 1: a prior that users' ratings move. With a text head's gain, the difference between cloud and local
/// targets follows the prompt, around the same mean.
/// </summary>
public sealed class QualityTable
{
    private const double PriorRatings = 50.0;
    private const double Memory = 500.0;
    private readonly RunningMean[,] _quality;

    /// <param name="prior">Quality by <see cref="TaskType"/>; one row for each.</param>
    public QualityTable(IReadOnlyList<TargetFigures> prior)
    {
        ArgumentNullException.ThrowIfNull(prior);
        _quality = new RunningMean[prior.Count, TargetSet.All.Count];
        for (var type = 0; type < prior.Count; type++)
        {
            foreach (var target in TargetSet.All)
                _quality[type, (int)target] = new RunningMean(prior[type][target], PriorRatings, Memory);
        }
    }

    /// <summary>
    /// Small open models (8B on GPU, 3.8B on CPU, 2B quantized) against a fast hosted one. Summaries: factual consistency in Vectara's leaderboard.
    /// Classification and reasoning: accuracy in ZeroEval (MMLU-Redux; GSM8K, MATH level 5 and CRUX). Chat: share of answers that
    /// WildBench's judge rates 5 of 10 or better (Phi-3-mini 0.80, Gemma-2b-it 0.47; Llama-3-8B-Instruct and Gemini-1.5-flash by their mean scores, 6.66 and 7.21, between
    /// models of which the share is known).
    /// </summary>
    public static IReadOnlyList<TargetFigures> DefaultPrior { get; } =
    [
        new(0.84, 0.80, 0.47, 0.91),
        new(0.945, 0.959, 0.930, 0.916),
        new(0.672, 0.677, 0.519, 0.774),
        new(1.0, 1.0, 1.0, 1.0),
        new(0.56, 0.55, 0.33, 0.70),
        new(0.945, 0.959, 0.930, 0.916),
    ];

    /// <summary>Expected quality of an answer by target.</summary>
    /// <param name="type">The task's type.</param>
    /// <param name="textGain">Quality of the cloud's answer minus a local one's as the text lets expect, against the mean of its type; 0 when unknown.</param>
    public TargetFigures Of(TaskType type, double textGain = 0.0)
    {
        double Quality(ComputeTarget target) => Math.Clamp(
            _quality[(int)type, (int)target].Value + (target == ComputeTarget.Cloud ? textGain / 2.0 : -textGain / 2.0), 0.0, 1.0);
        return new TargetFigures(Quality(ComputeTarget.Gpu), Quality(ComputeTarget.Cpu), Quality(ComputeTarget.Quantized), Quality(ComputeTarget.Cloud));
    }

    /// <summary>Takes a user's rating of an answer, 0 to 1.</summary>
    public void Rate(TaskType type, ComputeTarget target, double score) => _quality[(int)type, (int)target].Observe(Math.Clamp(score, 0.0, 1.0));

    internal IReadOnlyList<IReadOnlyList<MeanState>> Save() => [.. Enumerable.Range(0, _quality.GetLength(0)).Select(
        type => (IReadOnlyList<MeanState>)[.. TargetSet.All.Select(target => _quality[type, (int)target].State)])];

    internal void Restore(IReadOnlyList<IReadOnlyList<MeanState>> state)
    {
        for (var type = 0; type < Math.Min(state.Count, _quality.GetLength(0)); type++)
        {
            foreach (var target in TargetSet.All)
                _quality[type, (int)target].Restore(state[type][(int)target]);
        }
    }
}
