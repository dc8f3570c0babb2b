namespace Orchestrator.Routing;

/// <summary>
/// Lets trained trees correct forecasts where they may be trusted. Kinds of task they have not seen, a target they know that is down, or that serves another model
/// now, make the stage decline. Figures of the machines beyond what they have seen (a longer queue than ever) only set the trees aside: the forecast itself knows queues.
/// </summary>
internal readonly ref struct TrustedModel
{
    /// <summary>Features that say what kind of task it is; the others say how the machines stand.</summary>
    private static readonly int[] TaskFeatures = [0, 1, 2, 3, 4, 14, 15, 16, 17, 18, 19, 20, 21];
    private static readonly int[] MachineFeatures = [5, 6, 7, 8, 9, 10, 11, 12, 13, 22, 23, 24];

    private readonly OutcomeModel? _model;
    private readonly TaskProfile _profile;
    private readonly ClusterFigures _machines;
    private readonly TaskStake _stake;

    private TrustedModel(OutcomeModel? model, in StageContext context, TaskStake stake, string? setAside)
    {
        (_model, _profile, _machines, _stake, SetAside) = (model, context.Inputs.Profile, context.Inputs.View.Figures, stake, setAside);
    }

    /// <summary>Why the trees are not used; null when they are, or when there are none.</summary>
    public string? SetAside { get; }

    /// <summary>Opens a model for one decision.</summary>
    /// <param name="model">The active model; null while there is none.</param>
    /// <param name="context">The decision.</param>
    /// <param name="stake">What is at stake.</param>
    /// <param name="forecasts">Forecasts without trees, by target.</param>
    /// <param name="refusal">Why the stage must decline; null when it need not.</param>
    public static TrustedModel Open(OutcomeModel? model, in StageContext context, TaskStake stake, ReadOnlySpan<UtilityForecast> forecasts, out string? refusal)
    {
        refusal = null;
        if (model is null)
            return default;

        string? setAside = null;
        var machines = context.Inputs.View.Figures;
        Span<float> features = stackalloc float[OutcomeFeatures.Count];
        foreach (ref readonly var candidate in context.Candidates)
        {
            if (model[candidate.Target] is not { } target)
                continue;
            if (context.Inputs.View.UsableEnginesOf(candidate.Target).IsEmpty)
            {
                refusal = $"{WireNames.Of(candidate.Target)} is down, which changes what it has learned of the others";
                return default;
            }

            if (candidate.Engine is null)
                continue;
            if (!string.Equals(target.Model, candidate.Model, StringComparison.Ordinal))
            {
                refusal = $"{WireNames.Of(candidate.Target)} serves {candidate.Model} now and {target.Model} when it was trained";
                return default;
            }

            OutcomeFeatures.Write(context.Inputs.Profile, machines, stake.SlaSeconds, forecasts[(int)candidate.Target], features);
            if (Outside(model, TaskFeatures, features) is { } odd)
            {
                refusal = odd;
                return default;
            }

            setAside ??= Outside(model, MachineFeatures, features);
        }

        return new TrustedModel(setAside is null ? model : null, context, stake, setAside);
    }

    /// <summary>The forecast as the trees correct it.</summary>
    public UtilityForecast Correct(ComputeTarget target, in UtilityForecast forecast)
    {
        if (_model?[target] is not { } trees)
            return forecast;

        Span<float> features = stackalloc float[OutcomeFeatures.Count];
        OutcomeFeatures.Write(_profile, _machines, _stake.SlaSeconds, forecast, features);
        var inTime = trees.Calibration.Of(trees.Success.Predict(features));
        var service = forecast.ServiceSeconds * Math.Exp(Math.Clamp(trees.LogService.Predict(features), -2.0, 2.0));
        // Half way in the logarithm: the trees know how often forecasts like this one held, the forecast knows this queue.
        var ratio = forecast.SuccessInTime > 1e-6 ? Math.Sqrt(Math.Min(2.0, inTime / forecast.SuccessInTime)) : 1.0;
        return forecast with { ServiceSeconds = service, SuccessInTime = inTime, Gain = Math.Min(forecast.Gain * ratio, _stake.Value) };
    }

    private static string? Outside(OutcomeModel model, int[] which, ReadOnlySpan<float> features)
    {
        foreach (var feature in which)
        {
            var range = model.Ranges[feature];
            if (!range.Covers(features[feature]))
                return $"{OutcomeFeatures.Names[feature]} {Figures.Write(features[feature])} is outside what it was trained on, {Figures.Write(range.Min)} to {Figures.Write(range.Max)}";
        }

        return null;
    }
}
