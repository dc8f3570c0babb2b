namespace Orchestrator.Routing;

/// <summary>What became of one attempt to run a task: what statistics, learning and circuits are fed with.</summary>
/// <param name="Target">The target.</param>
/// <param name="Silo">The silo, in parsable form.</param>
/// <param name="Engine">The engine on that silo.</param>
/// <param name="Model">The model.</param>
/// <param name="Type">The task's type.</param>
/// <param name="Succeeded">True when a whole answer came.</param>
/// <param name="Cancelled">True when the caller cancelled it or it was moved: says nothing of the engine.</param>
/// <param name="Fault">What went wrong; null when nothing did.</param>
/// <param name="ColdStart">True when the engine had to load the model first: kept out of the averages.</param>
/// <param name="QueueMs">Wait for a slot, milliseconds.</param>
/// <param name="TimeToFirstTokenMs">From the slot to the first token, milliseconds; null when none came.</param>
/// <param name="ServiceMs">From the slot to the end, milliseconds.</param>
/// <param name="InputTokens">Tokens of the prompt as the engine counted them; null when it did not say.</param>
/// <param name="OutputTokens">Tokens of the answer as the engine counted them; null when it did not say.</param>
/// <param name="CostUsd">What it cost, USD.</param>
/// <param name="SlaMet">True when the task ended within its SLA; null when it had none.</param>
public sealed record AttemptOutcome(
    ComputeTarget Target,
    string Silo,
    string Engine,
    string Model,
    TaskType Type,
    bool Succeeded,
    bool Cancelled,
    EngineFault? Fault,
    bool ColdStart,
    double QueueMs,
    double? TimeToFirstTokenMs,
    double ServiceMs,
    int? InputTokens,
    int? OutputTokens,
    decimal CostUsd,
    bool? SlaMet);
