using System.Text.Json;
using Orchestrator.Routing;

namespace Orchestrator.Engines;

/// <summary>Translates what a client library throws, for clients with and without a guard below them.</summary>
internal static class ClientErrors
{
    public static EngineException Translate(Exception exception)
    {
        for (var inner = exception; inner is not null; inner = inner.InnerException)
        {
            if (inner is EngineException fault)
                return fault;
        }

        return exception switch
        {
            HttpRequestException { StatusCode: null } => new EngineException(EngineFault.Unreachable, Redactor.Clean(exception.Message, null), null, exception),
            HttpRequestException { StatusCode: { } status } =>
                new EngineException(FaultClassifier.Classify(new ErrorBody(status, exception.Message, "", null, false)), Redactor.Clean(exception.Message, null), null, exception),
            TimeoutException => new EngineException(EngineFault.TimedOut, "the engine did not answer in time", null, exception),
            OperationCanceledException => new EngineException(EngineFault.Broken, "the call was broken off by the engine's client", null, exception),
            NotSupportedException => new EngineException(EngineFault.Unsupported, Redactor.Clean(exception.Message, null), null, exception),
            JsonException or IOException => new EngineException(EngineFault.Broken, "the answer could not be read", null, exception),
            _ => new EngineException(EngineFault.Broken, "the engine's client failed", null, exception),
        };
    }
}
