using Microsoft.Data.Sqlite;

namespace Orchestrator.Grains.Stores;

/// <summary>A statement that is prepared once and run many times, with its parameters by position: <c>?1</c>, <c>?2</c> …</summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly SqliteCommand _command;

    public SqliteStatement(SqliteConnection connection, string sql, int parameters)
    {
        _command = connection.CreateCommand();
        _command.CommandText = sql;
        for (var i = 1; i <= parameters; i++)
            _command.Parameters.Add(new SqliteParameter { ParameterName = $"?{i}" });
    }

    /// <summary>Runs it and says how many rows changed.</summary>
    public int Run(params ReadOnlySpan<object?> values)
    {
        Bind(values);
        return _command.ExecuteNonQuery();
    }

    /// <summary>Runs it and reads its rows; the caller closes the reader.</summary>
    public SqliteDataReader Read(params ReadOnlySpan<object?> values)
    {
        Bind(values);
        return _command.ExecuteReader();
    }

    /// <summary>Runs it and says whether it found a row.</summary>
    public bool Finds(params ReadOnlySpan<object?> values)
    {
        using var row = Read(values);
        return row.Read();
    }

    public void Dispose() => _command.Dispose();

    private void Bind(ReadOnlySpan<object?> values)
    {
        for (var i = 0; i < values.Length; i++)
            _command.Parameters[i].Value = values[i] ?? DBNull.Value;
    }
}
