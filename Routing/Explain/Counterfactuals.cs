namespace Orchestrator.Routing;

/// <summary>What would have to differ for another target to be chosen.</summary>
internal static class Counterfactuals
{
    public static IReadOnlyList<string> Find(DecisionEngine engine, in DecisionInputs inputs, in RuleFacts facts, DecisionResult result) => [];
}
