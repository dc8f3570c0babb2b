namespace Orchestrator.Grains.Interfaces;

/// <summary>Something the cluster needs is away for a while; the same call may work in a moment. The message is one clear line without secrets.</summary>
[GenerateSerializer, Alias("UnavailableException")]
public class UnavailableException(string message, Exception? inner = null) : Exception(message, inner);
