namespace Orchestrator.Routing;

/// <summary>
/// What is at stake with one task. The orchestrator makes the sum of <c>value · quality · timeliness − cost weight · cost / reference cost</c> as large as it can.
/// Timeliness is 1 inside the SLA and falls to 0 at twice the SLA; the reference cost is the mean cost of a task on the cloud, so that a cost weight says how many
/// good answers of value 1 an average cloud task may cost.
/// </summary>
/// <param name="Value">Value of a good answer inside the SLA.</param>
/// <param name="CostWeight">Weight of its cost in units of the reference cost.</param>
/// <param name="SlaSeconds">Latency up to which the answer keeps its full value, seconds; above 0.</param>
public readonly record struct TaskStake(double Value, double CostWeight, double SlaSeconds)
{
    /// <summary>The stake a policy gives a task.</summary>
    /// <param name="settings">The policy.</param>
    /// <param name="priority">The task's priority.</param>
    /// <param name="slaMs">The latency to measure it against, milliseconds.</param>
    public static TaskStake Of(PolicySettings settings, TaskPriority priority, double slaMs)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return new TaskStake(settings.Value[priority], settings.CostWeight[priority], Math.Max(1.0, slaMs) / 1000.0);
    }

    /// <summary>
    /// Expected timeliness of an answer whose latency is normally distributed: the mean of <c>min(1, max(0, 2 − latency / SLA))</c> in closed form.
    /// </summary>
    /// <param name="meanSeconds">Mean latency, seconds.</param>
    /// <param name="deviationSeconds">Standard deviation, seconds; 0 for a latency that is known.</param>
    public double ExpectedTimeliness(double meanSeconds, double deviationSeconds) =>
        (Normal.ExpectedPositivePart((2.0 * SlaSeconds) - meanSeconds, deviationSeconds)
            - Normal.ExpectedPositivePart(SlaSeconds - meanSeconds, deviationSeconds)) / SlaSeconds;

    /// <summary>Probability that such an answer comes inside the SLA.</summary>
    public double InTime(double meanSeconds, double deviationSeconds) => deviationSeconds > 0.0
        ? Normal.Cumulative((SlaSeconds - meanSeconds) / deviationSeconds)
        : meanSeconds <= SlaSeconds ? 1.0 : 0.0;
}
