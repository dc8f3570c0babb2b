using Npgsql;
using NpgsqlTypes;

namespace Orchestrator.Grains.Stores;

/// <summary>Pieces of unfinished tasks.</summary>
internal static class PostgresChunks
{
    private const string Save =
        """
        INSERT INTO task_chunks (task_id, level, position, source, summary, input_tokens, output_tokens, cost_pico, simulated)
        SELECT id, $3, $4, $5, $6, $7, $8, $9, $10 FROM tasks WHERE id = $1 AND version = $2 AND state IN ('PENDING', 'ROUTING', 'EXECUTING') FOR UPDATE
        ON CONFLICT (task_id, level, position) DO UPDATE SET source = excluded.source, summary = excluded.summary, input_tokens = excluded.input_tokens,
            output_tokens = excluded.output_tokens, cost_pico = excluded.cost_pico, simulated = excluded.simulated
        RETURNING task_id
        """;

    public static void Add(NpgsqlBatch commands, List<Func<NpgsqlDataReader, Task>> readers, ChunkWrite write)
    {
        var chunk = write.Chunk;
        var command = new NpgsqlBatchCommand(Save);
        Add(NpgsqlDbType.Uuid, write.TaskId);
        Add(NpgsqlDbType.Bigint, write.Version);
        Add(NpgsqlDbType.Integer, chunk.Level);
        Add(NpgsqlDbType.Integer, chunk.Position);
        Add(NpgsqlDbType.Text, chunk.Source);
        Add(NpgsqlDbType.Text, chunk.Summary);
        Add(NpgsqlDbType.Integer, chunk.InputTokens);
        Add(NpgsqlDbType.Integer, chunk.OutputTokens);
        Add(NpgsqlDbType.Bigint, write.CostPico);
        Add(NpgsqlDbType.Boolean, chunk.Simulated);
        commands.BatchCommands.Add(command);
        readers.Add(async row => write.Outcome = await row.ReadAsync());

        void Add<T>(NpgsqlDbType type, T value) => command.Parameters.Add(new NpgsqlParameter<T> { TypedValue = value, NpgsqlDbType = type });
    }
}
