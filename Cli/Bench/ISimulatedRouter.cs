using Orchestrator.Routing;

namespace Orchestrator.Cli.Bench;

/// <summary>What telemetry says of the machines, at most two seconds old. Arrays are indexed by compute target.</summary>
/// <param name="Pending">Tasks that run or wait.</param>
/// <param name="GpuPercent">GPU use, 0 to 100.</param>
/// <param name="CpuPercent">CPU use, 0 to 100.</param>
/// <param name="GpuUp">False while the GPU is down.</param>
internal sealed record Telemetry(int[] Pending, double GpuPercent, double CpuPercent, bool GpuUp);

/// <summary>The end of one attempt.</summary>
/// <param name="Target">Where it ran.</param>
/// <param name="Now">When it ended, seconds.</param>
/// <param name="Latency">Since the task arrived, seconds.</param>
/// <param name="Service">Since it got its slot, seconds.</param>
/// <param name="Succeeded">True when a whole answer came.</param>
/// <param name="InputTokens">Tokens of the prompt as the engine counted them; 0 after a failure.</param>
/// <param name="OutputTokens">Tokens of the answer as the engine counted them; 0 after a failure.</param>
/// <param name="CostUsd">What the attempt cost, USD.</param>
/// <param name="Next">Where the fallback chain sent the task; null after a success.</param>
internal readonly record struct AttemptEnd(
    ComputeTarget Target,
    double Now,
    double Latency,
    double Service,
    bool Succeeded,
    double InputTokens,
    double OutputTokens,
    double CostUsd,
    ComputeTarget? Next);

/// <summary>A waiting task that is to wait elsewhere.</summary>
internal readonly record struct Move(ReplayTask Task, ComputeTarget From, ComputeTarget To);

/// <summary>In which order a target serves what waits there.</summary>
internal enum QueueDiscipline
{
    Fifo,

    /// <summary>Higher priority first, in order of arrival inside a priority.</summary>
    Priority,
}

/// <summary>A router under test. It learns of the world only through these calls.</summary>
internal interface ISimulatedRouter
{
    string Name { get; }

    QueueDiscipline Discipline => QueueDiscipline.Fifo;

    /// <summary>Where a task goes that arrives now.</summary>
    ComputeTarget Decide(ReplayTask task, double now, Telemetry telemetry);

    /// <summary>Told of the end of every attempt.</summary>
    void Ended(ReplayTask task, in AttemptEnd end)
    {
    }

    /// <summary>Asked after the end of every attempt for waiting tasks to move.</summary>
    void Reconsider(double now, Telemetry telemetry, List<Move> moves)
    {
    }
}
