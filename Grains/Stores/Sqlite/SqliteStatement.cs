using System.Buffers;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Orchestrator.Grains.Stores;

/// <summary>
/// A statement that is prepared once and run many times, with its parameters by position: <c>?1</c>, <c>?2</c> …
/// Speaks to SQLite itself: the ADO.NET layer makes a reader and a box for every value of every row. Used by one thread only.
/// </summary>
internal sealed class SqliteStatement : IDisposable
{
    private const int MostKept = 64 * 1024;

    private readonly SqliteConnection _connection;
    private readonly string _sql;
    private readonly int _parameters;
    private byte[] _text = new byte[1024];
    private sqlite3_stmt? _statement;

    public SqliteStatement(SqliteConnection connection, string sql, int parameters) => (_connection, _sql, _parameters) = (connection, sql, parameters);

    private sqlite3 Database => _connection.Handle!;

    /// <summary>Runs it and says how many rows changed.</summary>
    /// <exception cref="SqliteException">SQLite refused.</exception>
    public int Run(params ReadOnlySpan<SqliteValue> values)
    {
        using var rows = Read(values);
        while (rows.Read())
        {
        }

        return raw.sqlite3_changes(Database);
    }

    /// <summary>Runs it and reads its rows; the caller disposes them.</summary>
    /// <exception cref="SqliteException">SQLite refused.</exception>
    public SqliteRows Read(params ReadOnlySpan<SqliteValue> values)
    {
        if (values.Length != _parameters)
            throw new ArgumentException($"The statement has {_parameters} parameters and was given {values.Length} values.", nameof(values));
        var statement = _statement ??= Prepare();
        for (var i = 0; i < values.Length; i++)
            Check(Bind(statement, i + 1, values[i]));
        return new SqliteRows(Database, statement);
    }

    /// <summary>Runs it and says whether it found a row.</summary>
    /// <exception cref="SqliteException">SQLite refused.</exception>
    public bool Finds(params ReadOnlySpan<SqliteValue> values)
    {
        using var rows = Read(values);
        return rows.Read();
    }

    public void Dispose() => _statement?.Dispose();

    /// <summary>Not before the first use: the schema may be newer than the statement object.</summary>
    private sqlite3_stmt Prepare()
    {
        Check(raw.sqlite3_prepare_v3(Database, _sql, raw.SQLITE_PREPARE_PERSISTENT, out var statement));
        return statement;
    }

    private int Bind(sqlite3_stmt statement, int index, in SqliteValue value)
    {
        switch (value.Kind)
        {
            case SqliteKind.Integer:
                return raw.sqlite3_bind_int64(statement, index, value.Number);
            case SqliteKind.Real:
                return raw.sqlite3_bind_double(statement, index, BitConverter.Int64BitsToDouble(value.Number));
            case SqliteKind.Text:
                return BindText(statement, index, (string)value.Content!);
            case SqliteKind.Utf8:
                return raw.sqlite3_bind_text(statement, index, (byte[])value.Content!);
            case SqliteKind.Bytes:
                return raw.sqlite3_bind_blob(statement, index, (byte[])value.Content!);
            case SqliteKind.Id:
                Span<byte> id = stackalloc byte[16];
                value.Id.TryWriteBytes(id, bigEndian: true, out _);
                return raw.sqlite3_bind_blob(statement, index, id);
            default:
                return raw.sqlite3_bind_null(statement, index);
        }
    }

    private int BindText(sqlite3_stmt statement, int index, string text)
    {
        // An empty span would be bound as NULL.
        if (text.Length == 0)
            return raw.sqlite3_bind_text(statement, index, text);
        var longest = Encoding.UTF8.GetMaxByteCount(text.Length);
        if (longest > _text.Length && longest <= MostKept)
            _text = new byte[longest];
        if (longest <= _text.Length)
            return raw.sqlite3_bind_text(statement, index, _text.AsSpan(0, Encoding.UTF8.GetBytes(text, _text)));
        var rented = ArrayPool<byte>.Shared.Rent(longest);
        try
        {
            return raw.sqlite3_bind_text(statement, index, rented.AsSpan(0, Encoding.UTF8.GetBytes(text, rented)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private void Check(int code) => SqliteException.ThrowExceptionForRC(code, Database);
}

/// <summary>The rows of a running statement. Disposing them resets it and lets go of what was bound.</summary>
internal readonly ref struct SqliteRows(sqlite3 database, sqlite3_stmt statement)
{
    /// <summary>Goes to the next row; false when there is none.</summary>
    /// <exception cref="SqliteException">SQLite refused.</exception>
    public bool Read()
    {
        var code = raw.sqlite3_step(statement);
        if (code == raw.SQLITE_ROW)
            return true;
        if (code != raw.SQLITE_DONE)
            SqliteException.ThrowExceptionForRC(code, database);
        return false;
    }

    public string GetString(int column) => raw.sqlite3_column_text(statement, column).utf8_to_string();

    /// <summary>A text, until the next row.</summary>
    public ReadOnlySpan<byte> GetUtf8(int column) => raw.sqlite3_column_blob(statement, column);

    public int GetInt32(int column) => raw.sqlite3_column_int(statement, column);

    public Guid GetId(int column) => new(raw.sqlite3_column_blob(statement, column), bigEndian: true);

    public void Dispose()
    {
        raw.sqlite3_reset(statement);
        raw.sqlite3_clear_bindings(statement);
    }
}
