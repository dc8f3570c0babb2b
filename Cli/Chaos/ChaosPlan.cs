namespace Orchestrator.Cli;

/// <summary>What may happen to a silo.</summary>
internal enum ChaosAction
{
    /// <summary>SIGKILL; another process takes its place after a while.</summary>
    Kill,

    /// <summary>SIGTERM; it comes back after a while.</summary>
    Stop,

    /// <summary>SIGTERM; it comes back as soon as it has gone, as in a rolling restart.</summary>
    Restart,

    /// <summary>Its network link is cut for a while.</summary>
    Cut,
}

/// <summary>A chaos run.</summary>
/// <param name="Silos">Silos of the cluster, 2 or more: somebody has to take over.</param>
/// <param name="Rounds">Disturbances in all, one after the other.</param>
/// <param name="Actions">What happens, in turn.</param>
/// <param name="Users">Callers that submit a task, pause, and submit the next.</param>
/// <param name="Pause">Their pause.</param>
/// <param name="Away">How long a killed or stopped silo stays away.</param>
/// <param name="CutFor">How long a link stays cut.</param>
/// <param name="SettleLimit">How long the cluster may take to be whole again, and the last tasks to end.</param>
/// <param name="Scale">Factor on the simulated engines' times.</param>
/// <param name="Seed">Of the choice of victims.</param>
internal sealed record ChaosPlan(
    int Silos, int Rounds, IReadOnlyList<ChaosAction> Actions, int Users, TimeSpan Pause, TimeSpan Away, TimeSpan CutFor, TimeSpan SettleLimit, double Scale, int Seed);
