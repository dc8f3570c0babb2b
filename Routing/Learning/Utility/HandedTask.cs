namespace Orchestrator.Routing;

/// <summary>A task the router has handed out and not heard the end of.</summary>
internal sealed class HandedTask(Guid id, UtilityTask task)
{
    public Guid Id => id;

    public UtilityTask Task => task;

    /// <summary>Where it is.</summary>
    public EnginePlace? Place { get; set; }

    /// <summary>Expected service time there, seconds.</summary>
    public double Service { get; set; }

    /// <summary>Standard deviation of that, seconds.</summary>
    public double Deviation { get; set; }

    /// <summary>When it got its slot, seconds; NaN while it waits.</summary>
    public double StartedAt { get; set; } = double.NaN;

    /// <summary>True when a neighbour was busy as it started.</summary>
    public bool Shared { get; set; }

    /// <summary>How often it was sent somewhere.</summary>
    public int Sent { get; set; }
}
