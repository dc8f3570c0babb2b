namespace Orchestrator.Client;

/// <summary>The rules of the wire contract, which hold inside the cluster too.</summary>
internal static class TaskRules
{
    private const int LongestInput = 50_000, MostOutputTokens = 32_768, LongestModel = 200, MostStops = 4;

    /// <summary>The task itself.</summary>
    /// <exception cref="InvalidTaskException">A rule is broken; the message names every one.</exception>
    public static TaskSubmission Check(TaskSubmission task)
    {
        List<string> wrong = [];
        if (task.InputText.Length is 0 or > LongestInput || string.IsNullOrWhiteSpace(task.InputText) || task.InputText.Contains('\0'))
            wrong.Add($"the text has {task.InputText.Length} characters; it must have 1 to {LongestInput}, not all of them blank and none of them U+0000");
        if (task.MaxCostUsd <= 0)
            wrong.Add($"max_cost_usd is {task.MaxCostUsd}; it must be above 0");
        if (task.MaxLatencyMs <= 0)
            wrong.Add($"max_latency_ms is {task.MaxLatencyMs}; it must be above 0");
        if (task.MaxOutputTokens is < 1 or > MostOutputTokens)
            wrong.Add($"the limit on the answer is {task.MaxOutputTokens} tokens; it must be 1 to {MostOutputTokens}");
        if (task.Model?.Length > LongestModel)
            wrong.Add($"the model's name has {task.Model.Length} characters; it must have at most {LongestModel}");
        if (task.Options is { } options)
            Check(options, wrong);
        return wrong.Count == 0 ? task : throw new InvalidTaskException($"{string.Join("; ", wrong)}.");
    }

    private static void Check(GenerationOptions options, List<string> wrong)
    {
        if (options.Temperature is < 0 or > 2)
            wrong.Add($"temperature is {options.Temperature}; it must be 0 to 2");
        if (options.TopP is < 0 or > 1)
            wrong.Add($"top_p is {options.TopP}; it must be 0 to 1");
        if (options.Stop.Count > MostStops || options.Stop.Any(text => text.Length is 0 or > 256))
            wrong.Add($"there are {options.Stop.Count} stop sequences; there may be up to {MostStops}, each of 1 to 256 characters");
        if (options.Dimensions is < 1 or > 65_536)
            wrong.Add($"dimensions is {options.Dimensions}; it must be 1 to 65536");
    }
}
