using Orchestrator.Grains.Interfaces;
using Orchestrator.Routing;

namespace Orchestrator.Stores.Tests;

/// <summary>Content of documents: with everything that can be said, and with as little as can be.</summary>
internal static class DocumentSamples
{
    /// <summary>Characters that JSON escapes, and some that it cannot hold.</summary>
    public const string OddText = "\0\t\r\n\"\\/<>&'+`é漢\u2028\u007F😀 \uD83D half \uDE00";

    private static readonly DateTimeOffset Elsewhere = new DateTimeOffset(2026, 3, 14, 9, 0, 0, TimeSpan.FromHours(5.5)).AddTicks(1234567);

    public static TaskProfile FullProfile { get; } =
        new(TaskType.BatchSummarization, TaskPriority.Urgent, true, 0.1 + 0.2, 1, 1e-7, 12, int.MaxValue, true, 36) { TextGain = -0.25 };

    public static TaskProfile BareProfile { get; } = new(TaskType.Chat, TaskPriority.Low, false, 0, 0, -0.0, 0, 0, false, 0);

    public static RoutingDecision FullDecision { get; } = new(
        ComputeTarget.Cpu, Samples.Owner, "ollama-cpu", "phi3:mini", 0.00001250m, 812.5, double.NaN, OddText, ComputeTarget.Cloud, DecisionStage.Bandit,
        OddText, "v1", 1e300, 256,
        [
            new(ComputeTarget.Cloud, Samples.Owner, "anthropic", "claude", "it is full", 1.50m, 1e15, -1e-5, [new("cost", 0.3, 0.1 + 0.2), new(OddText, 1, 0)]),
            new(ComputeTarget.Gpu, null, null, null, null, 0, double.PositiveInfinity, double.NegativeInfinity, []),
        ],
        Elsewhere)
    {
        EstimatedServiceMs = 700.125,
        HedgeAfterMs = double.MaxValue,
        Snapshot = new(
            new(true, 12.5, 4096, 33.3, double.PositiveInfinity, new(1, 2, 3, 4)), 30, double.Epsilon, double.NegativeInfinity,
            [
                new(ComputeTarget.Quantized, 99.9, true, 1.5, 431.25, 0.9, new(0.1, 0.2, 0.3, 0.4, 0.5)),
                new(ComputeTarget.Gpu, 0, false, 0, 0, 0, default),
            ]),
        Shadow = new(ComputeTarget.Quantized, DecisionStage.Ml, "v2", decimal.MaxValue, double.PositiveInfinity),
    };

    public static RoutingDecision BareDecision { get; } =
        new(ComputeTarget.Gpu, "", "", "", 0, 0, 0, "", null, DecisionStage.RuleBased, null, "", 0, null, [], Samples.Morning);

    /// <summary>A bare decision, but for a snapshot in which nothing is set.</summary>
    public static RoutingDecision BareSnapshot { get; } = BareDecision with { Snapshot = new(default, null, 0, 0, []) };

    public static TaskAttempt FullAttempt { get; } = Samples.Attempt() with { Error = OddText, FinishedAt = Elsewhere };

    public static TaskAttempt BareAttempt { get; } = new() { Target = ComputeTarget.Gpu, Model = "", Engine = "", Silo = "", StartedAt = Samples.Morning };

    public static TaskSnapshot FullTask { get; } = Samples.Task() with
    {
        Profile = FullProfile,
        Decision = FullDecision,
        Attempts = [FullAttempt, BareAttempt],
        Progress = new(3, 7),
    };

    public static TaskSubmission FullSubmission { get; } = Samples.Task().Submission with
    {
        MaxCostUsd = 0.250m,
        MaxLatencyMs = 1500,
        Metadata = new Dictionary<string, string> { ["team"] = "search", [OddText] = OddText },
        CallbackUrl = "https://example.org/done?a=1&b=2",
        MaxOutputTokens = 512,
        Target = ComputeTarget.Quantized,
        Model = "phi3:mini",
        Messages = [new("user", OddText), new("assistant", "") { ToolCallsJson = """[{"id":"1"}]""" }, new("tool", "12 °C") { ToolCallId = "1" }],
        Options = new GenerationOptions
        {
            Temperature = 0.7,
            TopP = 0.95,
            Seed = long.MinValue,
            Stop = ["\n\n", "END"],
            ResponseFormatJson = """{"type":"json_object"}""",
            ToolsJson = "[]",
            Dimensions = 256,
            ToolChoiceJson = "\"required\"",
        },
        RequestHash = "abc+/=",
    };

    public static TaskSubmission BareSubmission { get; } = Samples.Task().Submission;

    /// <summary>What a chat client sends.</summary>
    public static TaskSubmission ChatSubmission { get; } = BareSubmission with { Model = "mock-model", Messages = [new("user", "Say hello.")], Options = new() };
}
