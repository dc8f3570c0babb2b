namespace Orchestrator.Routing;

/// <summary>
/// How hard a task looks, 0 to 1: a base by type, more for length and for readable signs of work (words that ask for an argument, ordered steps, constraints,
/// several questions, mathematics, code), less for a text too short to be hard.
/// </summary>
internal static class Complexity
{
    public static double Of(TaskType type, in TextFeatures text)
    {
        var score = Base(type)
            + (0.2 * (1 - Math.Exp(-text.Tokens / 2000.0)))
            + (0.24 * Saturating(text.Demands, 0.55))
            + (0.10 * Saturating(text.Steps, 0.3))
            + (0.10 * Saturating(text.Constraints, 0.4))
            + (0.08 * Saturating(Math.Max(0, text.Questions - 1), 0.4))
            + (0.12 * Saturating(text.MathSigns, 0.12))
            + (0.12 * Saturating(text.CodeSigns, 0.12))
            - Triviality(text);
        return Math.Round(Math.Clamp(score, 0, 1), 3);
    }

    public static bool RequiresReasoning(TaskType type, double complexity, in TextFeatures text) =>
        type == TaskType.Reasoning || (type == TaskType.Chat && (complexity >= 0.5 || text.Demands >= 2));

    private static double Base(TaskType type) => type switch
    {
        TaskType.Embedding => 0.10,
        TaskType.Classification => 0.20,
        TaskType.Chat => 0.30,
        TaskType.Summarization or TaskType.BatchSummarization => 0.45,
        _ => 0.70,
    };

    /// <summary>Up to 0.4 off for a text of a few tokens that demands nothing.</summary>
    private static double Triviality(in TextFeatures text) => text.Demands > 0 ? 0 : 0.4 * Math.Max(0, 1 - (text.Tokens / 16.0));

    private static double Saturating(int count, double rate) => 1 - Math.Exp(-rate * count);
}
