namespace Orchestrator.Routing;

/// <summary>What the router knows of one engine beyond its telemetry.</summary>
/// <param name="HandedOut">Tasks the router sent there and has not heard the end of, running ones included.</param>
/// <param name="Foreign">Tasks telemetry showed beyond what the router had handed out when the sample was taken, such as work an earlier router sent.</param>
/// <param name="HandedOutServiceMs">Expected service time of the handed-out tasks together, milliseconds; 0 when unknown.</param>
public readonly record struct EngineLoad(int HandedOut, int Foreign = 0, double HandedOutServiceMs = 0);

/// <summary>One silo as the router sees it: what it reported, and what the router itself sent there.</summary>
/// <param name="Snapshot">What the silo last reported.</param>
/// <param name="Stale">True when that is too old to send new work there.</param>
/// <param name="Engines">The router's ledger by engine name; an engine that is missing has nothing handed out.</param>
public sealed record SiloLoad(SiloSnapshot Snapshot, bool Stale, IReadOnlyDictionary<string, EngineLoad> Engines);

/// <summary>What counts as overloaded.</summary>
/// <param name="GpuOverloadPercent">A GPU engine is overloaded when its machine's GPUs are busier than this, 0 to 100.</param>
/// <param name="CpuOverloadPercent">A CPU engine is overloaded when its machine's CPU is busier than this, 0 to 100.</param>
public sealed record ViewSettings(double GpuOverloadPercent = 85, double CpuOverloadPercent = 90);
