namespace Orchestrator.Routing;

/// <summary>
/// What the orchestrator tries to make as large as it can, for every task:
/// <c>value · quality · timeliness − cost weight · cost / reference cost</c>.
/// Timeliness is 1 inside the SLA and falls to 0 at twice the SLA. The reference cost is the mean cost of a task on the cloud, so that a cost weight says how many
/// answers of value 1 an average cloud task may cost.
/// </summary>
/// <param name="Values">Value of a good answer inside its SLA, by <see cref="TaskPriority"/>, LOW first.</param>
/// <param name="CostWeights">Weight of cost, by <see cref="TaskPriority"/>, LOW first.</param>
/// <param name="SlaSeconds">Latency a task may take when its caller gives no limit, seconds, by <see cref="TaskPriority"/>, LOW first.</param>
/// <param name="BatchSlaSeconds">The same for a batch task, whatever its priority.</param>
/// <param name="CostFactor">Factor on all cost weights: above 1 saves more, below 1 spends more; 0 ignores cost.</param>
public sealed record UtilityObjective(
    IReadOnlyList<double> Values,
    IReadOnlyList<double> CostWeights,
    IReadOnlyList<double> SlaSeconds,
    double BatchSlaSeconds,
    double CostFactor = 1.0)
{
    /// <summary>What applies unless the policy says otherwise.</summary>
    public static UtilityObjective Default { get; } = new([0.5, 1.0, 2.0, 4.0], [0.5, 0.4, 0.2, 0.1], [120.0, 30.0, 10.0, 5.0], 900.0);

    /// <summary>The stake of one task under this objective.</summary>
    /// <param name="priority">Its priority.</param>
    /// <param name="isBatch">True for a background job.</param>
    /// <param name="slaSeconds">The caller's limit, seconds; null to use the default of the priority.</param>
    public TaskStake Stake(TaskPriority priority, bool isBatch, double? slaSeconds) => new(
        Values[(int)priority],
        CostWeights[(int)priority] * CostFactor,
        Math.Max(0.001, slaSeconds ?? (isBatch ? BatchSlaSeconds : SlaSeconds[(int)priority])));
}

/// <summary>What is at stake with one task.</summary>
/// <param name="Value">Value of a good answer inside the SLA.</param>
/// <param name="CostWeight">Weight of its cost in units of the reference cost.</param>
/// <param name="SlaSeconds">Latency up to which the answer keeps its full value, seconds.</param>
public readonly record struct TaskStake(double Value, double CostWeight, double SlaSeconds)
{
    /// <summary>
    /// Expected timeliness of an answer whose latency is normally distributed: the mean of <c>min(1, max(0, 2 − latency/SLA))</c> in closed form.
    /// </summary>
    /// <param name="meanSeconds">Mean latency, seconds.</param>
    /// <param name="deviationSeconds">Standard deviation, seconds; 0 for a latency that is known.</param>
    public double ExpectedTimeliness(double meanSeconds, double deviationSeconds) =>
        (Normal.ExpectedShortfall((2.0 * SlaSeconds) - meanSeconds, deviationSeconds) - Normal.ExpectedShortfall(SlaSeconds - meanSeconds, deviationSeconds))
        / SlaSeconds;
}
