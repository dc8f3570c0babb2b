namespace Orchestrator.Grains.Stores;

/// <summary>A finished piece of a task whose text was too long for one call.</summary>
/// <param name="Level">0 for the document itself, 1 for its summaries, and so on.</param>
/// <param name="Position">From 0 within the level.</param>
/// <param name="Source">Fingerprint of the text it stands for.</param>
/// <param name="Summary">The summary.</param>
/// <param name="InputTokens">Null when the engine did not count.</param>
/// <param name="OutputTokens">Null when the engine did not count.</param>
/// <param name="CostUsd">USD; null when usage or a price is missing.</param>
/// <param name="Simulated">True when a simulated engine answered.</param>
public sealed record SummaryChunk(int Level, int Position, string Source, string Summary, int? InputTokens, int? OutputTokens, decimal? CostUsd, bool Simulated);

/// <summary>Pieces of unfinished tasks, each durable as it ends, so that a crash loses none that is done. They go when their task is deleted.</summary>
public interface IChunkStore
{
    /// <summary>Keeps a piece; once more does the same.</summary>
    /// <param name="taskId">The task.</param>
    /// <param name="version">Version of the task's owner.</param>
    /// <param name="chunk">The piece.</param>
    /// <returns>False when the task has another owner or is terminal; nothing was changed.</returns>
    Task<bool> SaveChunkAsync(Guid taskId, long version, SummaryChunk chunk);

    /// <summary>The pieces of a task, by level and position.</summary>
    Task<IReadOnlyList<SummaryChunk>> ReadChunksAsync(Guid taskId, CancellationToken cancellationToken);
}
