using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Orchestrator.Gateway;

// Bodies are described here for the OpenAPI document only. Readers such as TaskRequestReader read them, so that every wrong field is named at once.

/// <summary>A task to run.</summary>
internal sealed record SubmitTask
{
    [Description("What is asked for.")]
    public required TaskType TaskType { get; init; }

    [Description("The prompt, 1 to 50,000 characters (UTF-16 code units), not blank."), StringLength(50_000, MinimumLength = 1)]
    public required string InputText { get; init; }

    [Description("How urgent it is."), DefaultValue(TaskPriority.Normal)]
    public TaskPriority Priority { get; init; }

    [Description("A background job: routed for cost.")]
    public bool IsBatch { get; init; }

    [Description("Hard cap on the cost of the whole task, USD, above 0.")]
    public decimal? MaxCostUsd { get; init; }

    [Description("SLA from submission to the end, milliseconds."), Range(1, int.MaxValue)]
    public int? MaxLatencyMs { get; init; }

    [Description("At most 32 entries and 8 KiB; returned unchanged.")]
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    [Description("Absolute http(s) URL that is told of the end.")]
    public string? CallbackUrl { get; init; }

    [Description("Limit on the answer, tokens."), Range(1, 32_768)]
    public int? MaxOutputTokens { get; init; }

    [Description("Pins the target; caps and availability still count.")]
    public ComputeTarget? Target { get; init; }

    [Description("Pins the model.")]
    public string? Model { get; init; }
}

/// <summary>What somebody thinks of an answer.</summary>
internal sealed record GiveFeedback
{
    [Description("0 (useless) to 1 (as good as can be)."), Range(0, 1)]
    public required double Score { get; init; }

    [Description("Why, at most 2,000 characters; not kept."), StringLength(2000, MinimumLength = 1)]
    public string? Comment { get; init; }
}

/// <summary>Tasks to run, all or none of them valid.</summary>
internal sealed record SubmitBatch
{
    [Description("1 to 1,000 tasks."), MinLength(1), MaxLength(1000)]
    public required IReadOnlyList<SubmitTask> Tasks { get; init; }
}
