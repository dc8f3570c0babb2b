namespace Orchestrator.Grains.Interfaces;

/// <summary>
/// Something the cluster needs is away for a while, mostly its database; the same call may work in a moment. The message is one clear line without secrets. It holds no other
/// exception: what a database driver throws means nothing to a caller in another process, and may not even travel there.
/// </summary>
[GenerateSerializer, Alias("UnavailableException")]
public sealed class UnavailableException(string message) : Exception(message);
