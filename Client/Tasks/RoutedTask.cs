namespace Orchestrator.Client;

/// <summary>What became of a call: the task it was, where it ran and why, and what it cost.</summary>
public sealed record RoutedTask
{
    /// <summary>The task's id, as in <c>GET /v1/tasks/{id}</c>.</summary>
    public required Guid Id { get; init; }

    /// <summary>Where it ran; null when it was never decided.</summary>
    public ComputeTarget? Target { get; init; }

    /// <summary>The model that answered; null when it was never decided.</summary>
    public string? Model { get; init; }

    /// <summary>The stage that decided, by its wire name such as <c>rule_based</c>; null when it was never decided.</summary>
    public string? DecisionStage { get; init; }

    /// <summary>The decision as a sentence; null when it was never decided.</summary>
    public string? Reasoning { get; init; }

    /// <summary>How many attempts it took, 1 without a fallback.</summary>
    public int Attempts { get; init; }

    /// <summary>What all attempts together cost, USD; null when usage or a price is missing.</summary>
    public decimal? CostUsd { get; init; }

    /// <summary>What the same tokens would have cost on the baseline cloud model, USD; null when usage or the price is missing.</summary>
    public decimal? CloudBaselineCostUsd { get; init; }

    /// <summary>From submission to the end, milliseconds.</summary>
    public double? LatencyMs { get; init; }

    /// <summary>Whether the wanted latency was kept; null when none was asked for.</summary>
    public bool? SlaMet { get; init; }

    /// <summary>True when a simulated engine answered.</summary>
    public bool Simulated { get; init; }

    /// <summary>Tokens of the prompt; null when the engine did not count.</summary>
    public int? InputTokens { get; init; }

    /// <summary>Tokens of the answer, thinking included; null when the engine did not count.</summary>
    public int? OutputTokens { get; init; }
}
