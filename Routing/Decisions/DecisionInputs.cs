namespace Orchestrator.Routing;

/// <summary>Everything a decision depends on.</summary>
public readonly record struct DecisionInputs
{
    /// <summary>What the analysis found.</summary>
    public required TaskProfile Profile { get; init; }

    /// <summary>What the caller allows, and what was tried.</summary>
    public required DecisionConstraints Constraints { get; init; }

    /// <summary>The machines.</summary>
    public required ClusterView View { get; init; }

    /// <summary>The active policy.</summary>
    public required RoutingPolicy Policy { get; init; }

    /// <summary>Prices.</summary>
    public required CostBook Costs { get; init; }

    /// <summary>What was measured.</summary>
    public required OutcomeStatistics Statistics { get; init; }

    /// <summary>The stage the operator selected.</summary>
    public required RoutingStage Stage { get; init; }

    /// <summary>The present.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>Learned weights of the scored stage; null for the policy's.</summary>
    public ScoreWeights? LearnedWeights { get; init; }
}
