using Spectre.Console;

namespace Orchestrator.Cli;

/// <summary>A decision that would be taken, taken apart.</summary>
internal static class ExplanationReport
{
    public static void Print(ExplanationView explanation, IAnsiConsole console)
    {
        var profile = explanation.Profile;
        console.WriteLine(
            $"Complexity {Figures.Share(profile.ComplexityScore)}, latency sensitivity {Figures.Share(profile.LatencySensitivity)}, "
            + $"cost sensitivity {Figures.Share(profile.CostSensitivity)}, about {profile.EstimatedTokens} tokens{(profile.RequiresReasoning ? ", needs reasoning" : "")}.");
        var rules = TaskReport.Table("rule", "target", "verdict", "conditions");
        foreach (var rule in explanation.Rules)
            rules.Row(rule.Name, rule.Target, Verdict(rule), string.Join("; ", rule.Conditions.Select(Condition)));
        console.Write(rules);
        if (explanation.Decision is { } decision)
        {
            var candidates = TaskReport.Table("target", "model", "estimated cost", "estimated latency", "score", "");
            foreach (var candidate in decision.Candidates)
            {
                candidates.Row(
                    candidate.Target, candidate.ModelName ?? "–", Figures.Usd(candidate.EstimatedCostUsd), Figures.Milliseconds(candidate.EstimatedLatencyMs),
                    candidate.Score is { } score ? Figures.Share(score) : "–", candidate.ExcludedBecause ?? (candidate.Target == decision.Target ? "chosen" : ""));
            }

            console.Write(candidates);
            console.WriteLine($"{decision.Target} ({decision.ModelName}), stage {decision.DecisionStage}: {decision.Reasoning}");
        }
        else
        {
            console.WriteLine($"No target: {explanation.Failure?.Code} {explanation.Failure?.Message}");
        }

        foreach (var counterfactual in explanation.Counterfactuals)
            console.WriteLine($"  {counterfactual}");
    }

    private static string Verdict(RuleView rule) =>
        rule.Chosen ? "decides" : rule.PassedOverBecause is { } why ? $"passed over: {why}" : rule.Matched ? "matches" : "no";

    private static string Condition(ConditionView condition) =>
        $"{condition.Field} {condition.Operator} {condition.Expected}{(condition.Passed ? "" : $" (is {condition.Actual})")}";
}
