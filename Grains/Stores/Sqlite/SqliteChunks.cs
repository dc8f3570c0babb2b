namespace Orchestrator.Grains.Stores;

/// <summary>Pieces of unfinished tasks.</summary>
internal sealed class SqliteChunks(Func<string, int, SqliteStatement> prepare)
{
    private const string Save =
        """
        INSERT INTO task_chunks (task_id, level, position, source, summary, input_tokens, output_tokens, cost_pico, simulated)
        SELECT id, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10 FROM tasks WHERE id = ?1 AND version = ?2 AND state IN ('PENDING', 'ROUTING', 'EXECUTING')
        ON CONFLICT (task_id, level, position) DO UPDATE SET source = excluded.source, summary = excluded.summary, input_tokens = excluded.input_tokens,
            output_tokens = excluded.output_tokens, cost_pico = excluded.cost_pico, simulated = excluded.simulated
        """;

    private readonly SqliteStatement _save = prepare(Save, 10);

    public void Apply(ChunkWrite write)
    {
        var chunk = write.Chunk;
        write.Outcome = _save.Run(
            write.TaskId, write.Version, chunk.Level, chunk.Position, chunk.Source, chunk.Summary, chunk.InputTokens, chunk.OutputTokens, write.CostPico, chunk.Simulated) == 1;
    }
}
