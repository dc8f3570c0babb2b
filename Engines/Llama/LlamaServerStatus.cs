namespace Orchestrator.Engines;

/// <summary>Where a supervised llama.cpp process stands.</summary>
public enum LlamaServerState
{
    /// <summary>Started; the model is loading.</summary>
    Starting,

    /// <summary>Takes requests.</summary>
    Ready,

    /// <summary>It ended unasked; the next start is under way or waits for its turn.</summary>
    Restarting,

    /// <summary>It cannot run until something outside changes: no program, no library, no model.</summary>
    Failed,

    /// <summary>Not started yet, or stopped on request.</summary>
    Stopped,
}

/// <summary>A snapshot of a supervised process. Endpoint and key change with every start: read them for each call.</summary>
/// <param name="State">Where it stands.</param>
/// <param name="Endpoint">Base address of the OpenAI-compatible API, ending in <c>/v1/</c>; null unless <see cref="LlamaServerState.Ready"/>.</param>
/// <param name="ApiKey">Bearer key for <paramref name="Endpoint"/>; null unless ready.</param>
/// <param name="ModelName">Name the server gives its model.</param>
/// <param name="Slots">Generations at once.</param>
/// <param name="ContextTokens">Context window of each slot, tokens.</param>
/// <param name="Detail">Why it is not ready, for people; null when there is nothing to say.</param>
/// <param name="ProcessId">The process, while there is one.</param>
/// <param name="Restarts">Starts after the first one.</param>
public sealed record LlamaServerStatus(
    LlamaServerState State, Uri? Endpoint, string? ApiKey, string ModelName, int Slots, int ContextTokens, string? Detail, int? ProcessId, int Restarts)
{
    /// <summary>Leaves the key out.</summary>
    public override string ToString() => $"{State} {ModelName} {Endpoint} pid {ProcessId} restarts {Restarts} {Detail}".TrimEnd();
}
