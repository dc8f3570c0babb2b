using Orchestrator.Routing;

namespace Orchestrator.Engines;

/// <summary>An engine failed. Not an <see cref="HttpRequestException"/>: client libraries wrap that one and lose what it says.</summary>
public sealed class EngineException(EngineFault fault, string message, TimeSpan? retryAfter = null, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What went wrong.</summary>
    public EngineFault Fault => fault;

    /// <summary>How long the engine itself asked to be left alone; null when it did not say.</summary>
    public TimeSpan? RetryAfter => retryAfter;
}
