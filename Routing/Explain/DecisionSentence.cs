using System.Text;

namespace Orchestrator.Routing;

/// <summary>The one place that puts a decision into words: logs, API, dashboard and explanations all show what is written here.</summary>
internal static class DecisionSentence
{
    /// <summary>Longer sentences move to the heap by themselves.</summary>
    private const int UsualLength = 256;

    /// <summary><c>Rule 'urgent_complex_cloud' matched: priority=URGENT, complexity_score=0.85 &gt; 0.6</c>, then what else mattered.</summary>
    public static string Rule(CompiledRule rule, ComputeTarget target, CompiledRule? passedOver, in StageContext context)
    {
        var text = new SentenceBuilder(stackalloc char[UsualLength]);
        text.Append(rule.Opening);
        foreach (var condition in rule.Conditions)
        {
            text.Append(condition.Opening);
            if (condition.Kind == RuleFieldKind.Number)
                text.Append(context.Facts[condition.Field]);
            else
                text.Append(RuleFields.Write(condition.Field, context.Facts[condition.Field]));
            text.Append(condition.Closing);
        }

        if (passedOver is not null)
        {
            text.Append("; rule '");
            text.Append(passedOver.Source.Name);
            text.Append("' passed over: ");
            text.Append(Obstruction(passedOver.Source.Target, context));
        }

        if (target != rule.Source.Target)
        {
            text.Append("; ");
            text.Append(Obstruction(rule.Source.Target, context));
            text.Append(", the fallback order leads to ");
            text.Append(WireNames.Of(target));
        }

        return text.Finish();
    }

    public static string Scored(in Candidate chosen, double second)
    {
        var text = new SentenceBuilder(stackalloc char[UsualLength]);
        text.Append(WireNames.Of(chosen.Target));
        text.Append(" has the lowest score, ");
        text.Append(chosen.Score ?? 0, 3);
        if (double.IsFinite(second))
        {
            text.Append(" against ");
            text.Append(second, 3);
            text.Append(" of the next");
        }

        var separator = " (";
        for (var i = 0; i < chosen.Terms!.Count; i++)
        {
            var term = chosen.Terms[i];
            text.Append(separator);
            text.Append(term.Name);
            text.Append(" ");
            text.Append(term.Weight, 2);
            text.Append("·");
            text.Append(term.Value, 2);
            separator = " + ";
        }

        text.Append(")");
        return text.Finish();
    }

    public static string Pinned(DecisionConstraints constraints, in Candidate chosen) => (constraints.Target, constraints.Model) switch
    {
        ({ } target, null) => $"The caller pinned target {WireNames.Of(target)}",
        (null, { } model) => $"The caller pinned model {model}, which {WireNames.Of(chosen.Target)} serves",
        ({ } target, { } model) => $"The caller pinned target {WireNames.Of(target)} and model {model}",
        _ => "",
    };

    /// <summary>Adds a stage that declined to those before it.</summary>
    public static string Declined(string? before, RoutingStage stage, string reason) =>
        $"{before}Stage {WireNames.Of(stage)} declined: {reason}. ";

    public static string Join(string? declined, string reason) => declined is null ? reason : declined + reason;

    /// <summary>Why a target cannot be used: the nearest any of its engines came.</summary>
    public static string Excluded(Obstacle obstacle, EngineState? engine, in DecisionInputs inputs) => obstacle switch
    {
        Obstacle.Unusable => engine!.Unusable!,
        Obstacle.NoModel => inputs.Profile.Type == TaskType.Embedding ? "no engine has an embedding model" : "no engine has a chat model",
        Obstacle.OtherModel => $"no engine serves the pinned model {inputs.Constraints.Model}",
        Obstacle.ContextTooSmall => $"about {inputs.Profile.EstimatedTokens} tokens do not fit the context of {engine!.ContextTokens}",
        Obstacle.PriceUnknown => $"no price is known for {engine!.ModelFor(inputs.Profile.Type)}, so the cost cap could not be kept",
        Obstacle.OverBudget => OverBudget(engine!, inputs),
        _ => "no engine is configured for it",
    };

    /// <summary>Why a target gives way to another.</summary>
    public static string SetAside(in Candidate candidate, in DecisionInputs inputs)
    {
        var name = WireNames.Of(candidate.Target);
        if (candidate.Engine is { Overloaded: true } engine)
        {
            var limit = candidate.Target == ComputeTarget.Gpu ? inputs.View.Settings.GpuOverloadPercent : inputs.View.Settings.CpuOverloadPercent;
            return $"{name} overloaded: {Figures.Write(engine.UtilizationPercent)} % is above {Figures.Write(limit)} %";
        }

        return $"{name} too slow: {Figures.Duration(candidate.LatencyMs)} expected, {Figures.Duration(inputs.Constraints.MaxLatencyMs ?? 0)} allowed";
    }

    public static string NoTarget(ReadOnlySpan<Candidate> candidates)
    {
        var text = new StringBuilder("No target can take the task. ");
        foreach (ref readonly var candidate in candidates)
            text.Append(WireNames.Of(candidate.Target)).Append(": ").Append(candidate.ExcludedBecause).Append("; ");
        text.Length -= 2;
        return text.Append('.').ToString();
    }

    private static string Obstruction(ComputeTarget target, in StageContext context)
    {
        ref readonly var candidate = ref context.Candidates[(int)target];
        return candidate.ExcludedBecause is { } reason
            ? $"{WireNames.Of(target)} is no candidate ({reason})"
            : SetAside(candidate, context.Inputs);
    }

    private static string OverBudget(EngineState engine, in DecisionInputs inputs)
    {
        var model = engine.ModelFor(inputs.Profile.Type)!;
        var service = inputs.Statistics.Predict(engine.Target, model, inputs.Profile.Type, inputs.Profile.EstimatedInputTokens, inputs.Profile.EstimatedOutputTokens, inputs.Now);
        var estimate = CandidateFinder.Cost(inputs, engine.Target, model, service).Usd;
        var cap = inputs.Constraints.MaxCostUsd ?? 0;
        return estimate > cap
            ? $"estimated {Figures.Usd(estimate)} USD is above the cap of {Figures.Usd(cap)} USD"
            : $"the cap of {Figures.Usd(cap)} USD leaves fewer than {CostCap.LeastOutputTokens} tokens for the answer";
    }
}
