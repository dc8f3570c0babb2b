using Npgsql;
using NpgsqlTypes;

namespace Orchestrator.Grains.Stores;

/// <summary>Rows that travel to PostgreSQL as one array a column, and are rows again there by <c>unnest</c>.</summary>
internal sealed class RowSet<TRow>
{
    private readonly List<(string Name, Func<IReadOnlyList<TRow>, NpgsqlParameter> Parameter)> _columns = [];

    /// <summary>The names, comma separated.</summary>
    public string Names => string.Join(", ", _columns.Select(column => column.Name));

    public int Count => _columns.Count;

    public RowSet<TRow> Column<T>(string name, NpgsqlDbType type, Func<TRow, T> value)
    {
        _columns.Add((name, rows => new NpgsqlParameter<T[]> { TypedValue = Values(rows, value), NpgsqlDbType = NpgsqlDbType.Array | type }));
        return this;
    }

    /// <summary>A table expression over the parameters from number <paramref name="first"/> on.</summary>
    public string Source(string alias, int first = 1) =>
        $"unnest({string.Join(", ", Enumerable.Range(first, Count).Select(number => $"${number}"))}) AS {alias}({Names})";

    public void Bind(NpgsqlBatchCommand command, IReadOnlyList<TRow> rows)
    {
        foreach (var (_, parameter) in _columns)
            command.Parameters.Add(parameter(rows));
    }

    private static T[] Values<T>(IReadOnlyList<TRow> rows, Func<TRow, T> value)
    {
        var values = new T[rows.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = value(rows[i]);
        return values;
    }
}
