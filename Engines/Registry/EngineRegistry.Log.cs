using Microsoft.Extensions.Logging;

namespace Orchestrator.Engines;

public sealed partial class EngineRegistry
{
    private static partial class Log
    {
        [LoggerMessage(1000, LogLevel.Information, "Engine {Engine} ({Target}) takes work: {Detail}")]
        public static partial void Up(ILogger logger, string engine, string target, string detail);

        [LoggerMessage(1001, LogLevel.Warning, "Engine {Engine} ({Target}) takes no work any more: {Detail}")]
        public static partial void Down(ILogger logger, string engine, string target, string detail);

        [LoggerMessage(1004, LogLevel.Information, "Engine {Engine} ({Target}) takes no work: {Detail}")]
        public static partial void StillDown(ILogger logger, string engine, string target, string detail);

        [LoggerMessage(1002, LogLevel.Error, "Probing engine {Engine} failed unexpectedly")]
        public static partial void ProbeFailed(ILogger logger, Exception exception, string engine);

        [LoggerMessage(1003, LogLevel.Warning, "Engine {Engine} did not stop cleanly")]
        public static partial void StopFailed(ILogger logger, Exception exception, string engine);
    }
}
