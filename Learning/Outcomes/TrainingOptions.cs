using Orchestrator.Routing;

namespace Orchestrator.Learning;

/// <summary>How outcome models are trained.</summary>
public sealed record TrainingOptions
{
    /// <summary>Rows it takes at all.</summary>
    public int MinRows { get; init; } = LearningProgress.DefaultNeeded;

    /// <summary>Rows a target needs for trees of its own.</summary>
    public int MinTargetRows { get; init; } = 200;

    /// <summary>Trees for the success in time of one target.</summary>
    public int SuccessTrees { get; init; } = 60;

    /// <summary>Trees for the service time of one target.</summary>
    public int ServiceTrees { get; init; } = 40;

    /// <summary>Leaves of a tree.</summary>
    public int Leaves { get; init; } = 15;

    /// <summary>Rows a leaf needs.</summary>
    public int MinLeafRows { get; init; } = 20;

    /// <summary>How much each tree corrects.</summary>
    public double LearningRate { get; init; } = 0.1;

    /// <summary>Seed of everything random.</summary>
    public int Seed { get; init; } = 1;
}
