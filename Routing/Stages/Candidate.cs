namespace Orchestrator.Routing;

/// <summary>One target while a decision is taken. A struct in the engine's frame; a stage may fill in <see cref="Score"/>, <see cref="Terms"/> and <see cref="SuccessWithinSla"/>.</summary>
public struct Candidate
{
    /// <summary>The target.</summary>
    public ComputeTarget Target { get; internal set; }

    /// <summary>Its engine, the least loaded that can serve the task; null when it is out.</summary>
    public EngineState? Engine { get; internal set; }

    /// <summary>The model that would serve the task; null when it is out.</summary>
    public string? Model { get; internal set; }

    /// <summary>Why it cannot be used at all; null when it can.</summary>
    public string? ExcludedBecause { get; internal set; }

    /// <summary>True when the caller's cost cap is what keeps it out.</summary>
    public bool OverBudget { get; internal set; }

    /// <summary>Estimated cost of the task there, USD.</summary>
    public decimal CostUsd { get; internal set; }

    /// <summary>What to expect once it has a slot.</summary>
    public ServicePrediction Service { get; internal set; }

    /// <summary>Expected wait for a slot, milliseconds.</summary>
    public double WaitMs { get; internal set; }

    /// <summary>Output tokens the cost cap leaves; null when it does not limit them.</summary>
    public int? AffordableOutputTokens { get; internal set; }

    /// <summary>The stage's figure; null where it has none.</summary>
    public double? Score { get; set; }

    /// <summary>The terms of the score.</summary>
    public IReadOnlyList<ScoreTerm>? Terms { get; set; }

    /// <summary>Probability that the task succeeds there within its SLA, where a stage knows it.</summary>
    public double? SuccessWithinSla { get; set; }

    /// <summary>Predicted wait and service, milliseconds.</summary>
    public readonly double LatencyMs => WaitMs + Service.ServiceMs;

    /// <summary>True when it can be used.</summary>
    public readonly bool IsAvailable => Engine is not null;
}
