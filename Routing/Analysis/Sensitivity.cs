namespace Orchestrator.Routing;

/// <summary>How much a task minds waiting, and how much it minds costing money: 0 to 1, by priority; a batch job never minds waiting.</summary>
internal static class Sensitivity
{
    public static double Latency(TaskPriority priority, bool isBatch) => isBatch ? 0.1 : priority switch
    {
        TaskPriority.Urgent => 1.0,
        TaskPriority.High => 0.75,
        TaskPriority.Normal => 0.5,
        _ => 0.2,
    };

    public static double Cost(TaskPriority priority, bool isBatch) => isBatch ? 0.9 : priority switch
    {
        TaskPriority.Urgent => 0.1,
        TaskPriority.High => 0.3,
        TaskPriority.Normal => 0.5,
        _ => 0.9,
    };
}
