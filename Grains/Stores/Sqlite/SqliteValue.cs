namespace Orchestrator.Grains.Stores;

/// <summary>A parameter's value. Numbers and ids travel without a box of their own: a task's two writes bind some eighty of them.</summary>
internal readonly struct SqliteValue
{
    private SqliteValue(SqliteKind kind, long number = 0, object? content = null, Guid id = default) => (Kind, Number, Content, Id) = (kind, number, content, id);

    public SqliteKind Kind { get; }

    /// <summary>A whole number, or the bits of a <see cref="double"/>.</summary>
    public long Number { get; }

    /// <summary>A text or bytes.</summary>
    public object? Content { get; }

    public Guid Id { get; }

    public static implicit operator SqliteValue(long value) => new(SqliteKind.Integer, value);

    public static implicit operator SqliteValue(long? value) => value is { } number ? number : default(SqliteValue);

    public static implicit operator SqliteValue(int value) => new(SqliteKind.Integer, value);

    public static implicit operator SqliteValue(int? value) => value is { } number ? number : default(SqliteValue);

    public static implicit operator SqliteValue(bool value) => new(SqliteKind.Integer, value ? 1 : 0);

    public static implicit operator SqliteValue(bool? value) => value is { } flag ? flag : default(SqliteValue);

    public static implicit operator SqliteValue(double value) => new(SqliteKind.Real, BitConverter.DoubleToInt64Bits(value));

    public static implicit operator SqliteValue(double? value) => value is { } number ? number : default(SqliteValue);

    public static implicit operator SqliteValue(string? value) => value is null ? default : new(SqliteKind.Text, content: value);

    public static implicit operator SqliteValue(byte[]? value) => value is null ? default : new(SqliteKind.Bytes, content: value);

    /// <summary>A text that is UTF-8 already.</summary>
    public static SqliteValue Utf8(byte[]? text) => text is null ? default : new(SqliteKind.Utf8, content: text);

    public static implicit operator SqliteValue(Guid value) => new(SqliteKind.Id, id: value);

    public static implicit operator SqliteValue(Guid? value) => value is { } id ? id : default(SqliteValue);
}

/// <summary>What a <see cref="SqliteValue"/> holds.</summary>
internal enum SqliteKind : byte
{
    Null,
    Integer,
    Real,
    Text,
    Utf8,
    Bytes,

    /// <summary>An id: 16 bytes in the order in which its text is read.</summary>
    Id,
}
