using Microsoft.Extensions.Logging;

namespace Orchestrator.Engines;

public sealed partial class LlamaServer
{
    [LoggerMessage(1100, LogLevel.Information, "Engine {Engine}: {Model} is ready at {Endpoint}, process {ProcessId}, after {ElapsedMs:F0} ms")]
    private partial void LogReady(string engine, string model, Uri endpoint, int processId, double elapsedMs);

    [LoggerMessage(1101, LogLevel.Warning, "Engine {Engine}: {Detail}; next start in {WaitMs:F0} ms")]
    private partial void LogRestart(string engine, string detail, double waitMs);

    [LoggerMessage(1102, LogLevel.Error, "Engine {Engine} cannot run: {Detail}")]
    private partial void LogFailed(string engine, string detail);

    [LoggerMessage(1103, LogLevel.Information, "Engine {Engine}: ended process {ProcessId}, left over from an earlier run")]
    private partial void LogSwept(string engine, int processId);
}
