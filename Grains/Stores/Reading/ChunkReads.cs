using System.Data.Common;

namespace Orchestrator.Grains.Stores;

/// <summary>Reads of pieces, in SQL that both databases understand.</summary>
internal static class ChunkReads
{
    public static async Task<IReadOnlyList<SummaryChunk>> ReadAsync(DbConnection connection, SqlDialect dialect, Guid taskId, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(
            "SELECT level, position, source, summary, input_tokens, output_tokens, cost_pico, simulated FROM task_chunks WHERE task_id = @id ORDER BY level, position",
            ("@id", dialect.ParameterOf(taskId)));
        List<SummaryChunk> chunks = [];
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            chunks.Add(new SummaryChunk(
                row.GetInt32(0), row.GetInt32(1), row.GetString(2), row.GetString(3), row.IntOrNull(4), row.IntOrNull(5),
                row.LongOrNull(6) is { } cost ? StoredMoney.ToUsd(cost) : null, row.GetBoolean(7)));
        }

        return chunks;
    }
}
