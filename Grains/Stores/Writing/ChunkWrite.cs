namespace Orchestrator.Grains.Stores;

/// <summary>Keeps a piece of a task. Outcome: false when the fence refused it.</summary>
internal sealed class ChunkWrite(Guid taskId, long version, SummaryChunk chunk) : WriteRequest<bool>
{
    public Guid TaskId { get; } = taskId;

    public long Version { get; } = version;

    public SummaryChunk Chunk { get; } = chunk with { Summary = StoredText.Clean(chunk.Summary) };

    public long? CostPico { get; } = chunk.CostUsd is { } cost ? StoredMoney.ToPico(cost) : null;
}
