using System.Data.Common;
using System.Globalization;

namespace Orchestrator.Grains.Stores;

/// <summary>
/// Pages in another order than the newest first. The tables have no index for them: they sort a window of the newest tasks of the period, so that
/// a page takes as long in a table of millions as in one of thousands.
/// </summary>
internal sealed partial class TaskReads
{
    private const string OffsetPrefix = "at-";

    /// <summary>Where a page begins.</summary>
    /// <exception cref="ArgumentException">The cursor is not one of ours.</exception>
    public static int OffsetOf(string? cursor)
    {
        if (cursor is null)
            return 0;
        return cursor.StartsWith(OffsetPrefix, StringComparison.Ordinal)
            && int.TryParse(cursor.AsSpan(OffsetPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var offset)
            ? offset
            : throw new ArgumentException("The cursor is not one of this list.", nameof(cursor));
    }

    public async Task<TaskPage> OrderedPageAsync(DbConnection connection, TaskQuery query, int offset, CancellationToken cancellationToken)
    {
        var wanted = query.Unpriced ? query with { State = TaskState.Completed, Cursor = null } : query with { Cursor = null };
        await using var command = connection.Command(OrderedSql(wanted), ("@limit", query.Limit + 1), ("@offset", offset), ("@floor", await FloorAsync(connection, wanted, cancellationToken)));
        BindRange(command, wanted);
        if (query.Account is { } account)
            command.With("@account", StoredText.Clean(account));
        if (query.Search is not null)
            command.With("@pattern", PatternOf(query.Search));
        List<TaskSnapshot> tasks = [];
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (tasks.Count < query.Limit && await row.ReadAsync(cancellationToken))
            tasks.Add(_reader.Read(row));
        var more = tasks.Count == query.Limit && await row.ReadAsync(cancellationToken);
        return new TaskPage(tasks, more ? string.Create(CultureInfo.InvariantCulture, $"{OffsetPrefix}{offset + tasks.Count}") : null);
    }

    private async Task<long> FloorAsync(DbConnection connection, TaskQuery query, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(
            $"SELECT created_at FROM tasks {dialect.HintByCreated} WHERE true{TaskListSql.RangeOf(query)} ORDER BY created_at DESC, id DESC LIMIT 1 OFFSET @window", ("@window", searchWindow - 1));
        BindRange(command, query);
        return await command.ExecuteScalarAsync(cancellationToken) is long floor ? floor : long.MinValue;
    }

    private static void BindRange(DbCommand command, TaskQuery query)
    {
        if (query.From is { } from)
            command.With("@from", StoredTime.Of(from));
        if (query.To is { } to)
            command.With("@to", StoredTime.Of(to));
    }

    private string OrderedSql(TaskQuery query)
    {
        var (column, direction) = query.Order switch
        {
            TaskOrder.Slowest => ("latency_ms", "DESC"),
            TaskOrder.Fastest => ("latency_ms", "ASC"),
            TaskOrder.Dearest => ("cost_pico", "DESC"),
            _ => ("cost_pico", "ASC"),
        };
        var filters = TaskListSql.RangeOf(query) + TaskListSql.Equalities(query)
            + (query.Search is null ? "" : $" AND input_text {dialect.Like} @pattern ESCAPE '\\'") + (query.Unpriced ? " AND cost_pico IS NULL" : $" AND {column} IS NOT NULL");
        var keys = $"SELECT id, {column} AS sort_key FROM tasks {dialect.HintByCreated} WHERE created_at >= @floor{filters} ORDER BY {column} {direction}, created_at DESC, id DESC LIMIT @limit OFFSET @offset";
        return $"SELECT {TaskReader.Columns} FROM tasks t JOIN ({keys}) AS k ON t.id = k.id ORDER BY k.sort_key {direction}, t.created_at DESC, t.id DESC";
    }
}
