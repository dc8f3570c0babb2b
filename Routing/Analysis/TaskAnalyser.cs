namespace Orchestrator.Routing;

/// <summary>Finds out what can be known of a task from its description alone.</summary>
public static class TaskAnalyser
{
    /// <summary>One pass over the text; allocates only the profile.</summary>
    public static TaskProfile Analyse(in TaskDescription task)
    {
        var features = TextScanner.Scan(task.Text);
        var input = features.Tokens + (task.Type == TaskType.Embedding ? 0 : TokenWeights.ChatTemplate);
        var typical = TypicalAnswer.Tokens(task.Type, input);
        var complexity = Complexity.Of(task.Type, features);
        return new TaskProfile(
            task.Type,
            task.Priority,
            task.IsBatch,
            complexity,
            Sensitivity.Latency(task.Priority, task.IsBatch),
            Sensitivity.Cost(task.Priority, task.IsBatch),
            input,
            task.MaxOutputTokens is { } limit ? Math.Min(limit, typical) : typical,
            RequiresReasoning: Complexity.RequiresReasoning(task.Type, complexity, features),
            task.Text.Length);
    }
}
