using Orchestrator.Routing;

namespace Orchestrator.Cli.Bench;

/// <summary>A task of a replay, as far as a router may see it.</summary>
/// <param name="Index">Position in the replay, from 0, in order of arrival.</param>
/// <param name="ArrivesAt">Arrival, seconds of simulated time.</param>
/// <param name="Type">The task's type.</param>
/// <param name="Priority">Its priority.</param>
/// <param name="IsBatch">True for a background job.</param>
/// <param name="SlaSeconds">Latency up to which an answer has its full value, seconds.</param>
/// <param name="Characters">Length of the prompt.</param>
/// <param name="Text">The prompt where the replay has one; null otherwise.</param>
/// <param name="Value">Value of a good answer inside the SLA.</param>
/// <param name="CostWeight">Weight of the cost, in units of the mean cost of a task on the cloud.</param>
internal sealed record ReplayTask(
    int Index,
    double ArrivesAt,
    TaskType Type,
    TaskPriority Priority,
    bool IsBatch,
    double SlaSeconds,
    int Characters,
    string? Text,
    double Value,
    double CostWeight)
{
    /// <summary>What an answer after <paramref name="latency"/> seconds is still worth, 0 to 1: nothing is lost inside the SLA, everything at twice the SLA.</summary>
    public double Timeliness(double latency) => latency <= SlaSeconds ? 1.0 : Math.Max(0.0, 2.0 - (latency / SlaSeconds));
}

/// <summary>What would become of a task on each target. Only the world and the oracles read it; arrays are indexed by <see cref="ComputeTarget"/>.</summary>
/// <param name="Group">Type and data set of the prompt, the finest grain at which an informed guess of the quality is possible.</param>
/// <param name="InputTokens">Tokens of the prompt.</param>
/// <param name="Quality">Quality of the answer, 0 to 1, loss by a small context window included.</param>
/// <param name="OutputTokens">Tokens of the answer.</param>
/// <param name="ServiceSeconds">Service time without a busy neighbour, seconds.</param>
/// <param name="Fails">True where the first attempt fails.</param>
/// <param name="CloudCostUsd">Cost of one run on the cloud, USD.</param>
internal sealed record TaskTruth(
    string Group,
    double InputTokens,
    double[] Quality,
    double[] OutputTokens,
    double[] ServiceSeconds,
    bool[] Fails,
    double CloudCostUsd);

/// <summary>A replay with its hidden truth; both lists have the same order.</summary>
/// <param name="Tasks">What arrives.</param>
/// <param name="Truths">What would become of it.</param>
internal sealed record Replay(IReadOnlyList<ReplayTask> Tasks, IReadOnlyList<TaskTruth> Truths)
{
    /// <summary>What the product's analysis finds out about each task.</summary>
    public IReadOnlyList<TaskProfile> Profiles { get; } = [.. Tasks.Select(SimulatedProfile.Of)];

    /// <summary>Mean cost of a task when everything runs on the cloud, USD: the unit in which the utility counts cost.</summary>
    public double MeanCloudCostUsd { get; } = Truths.Average(truth => truth.CloudCostUsd);
}
