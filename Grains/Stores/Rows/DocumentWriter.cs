namespace Orchestrator.Grains.Stores;

/// <summary>Writes the members of documents in one of the formats in which they are kept. What is null is left out.</summary>
internal abstract class DocumentWriter
{
    /// <summary>A whole document; <paramref name="members"/> writes what is in it.</summary>
    public byte[] Document<T>(T value, Action<DocumentWriter, T> members)
    {
        Begin();
        StartObject();
        members(this, value);
        EndObject();
        return End();
    }

    public void Write(MemberName name, string? value)
    {
        if (value is not null)
        {
            Name(name);
            Value(value);
        }
    }

    public void Write(MemberName name, bool value)
    {
        Name(name);
        Value(value);
    }

    public void Write(MemberName name, int? value)
    {
        if (value is { } number)
        {
            Name(name);
            Value(number);
        }
    }

    public void Write(MemberName name, double? value)
    {
        if (value is { } number)
        {
            Name(name);
            Value(number);
        }
    }

    public void Write(MemberName name, decimal? value)
    {
        if (value is { } amount)
        {
            Name(name);
            Value(amount);
        }
    }

    public void Write(MemberName name, DateTimeOffset? value)
    {
        if (value is { } time)
        {
            Name(name);
            Value(time);
        }
    }

    public void Write<T>(MemberName name, T value)
        where T : struct, Enum => Write(name, WireNames.Of(value));

    public void Write<T>(MemberName name, T? value)
        where T : struct, Enum
    {
        if (value is { } known)
            Write(name, known);
    }

    /// <summary>An object; <paramref name="members"/> writes what is in it.</summary>
    public void Write<T>(MemberName name, T? value, Action<DocumentWriter, T> members)
    {
        if (value is null)
            return;
        Name(name);
        StartObject();
        members(this, value);
        EndObject();
    }

    /// <summary>A list of objects.</summary>
    public void WriteAll<T>(MemberName name, IReadOnlyList<T>? values, Action<DocumentWriter, T> members)
    {
        if (values is null)
            return;
        Name(name);
        StartList();
        for (var i = 0; i < values.Count; i++)
        {
            StartObject();
            members(this, values[i]);
            EndObject();
        }

        EndList();
    }

    /// <summary>Forgets what was written before, even if a document was left in the middle.</summary>
    protected abstract void Begin();

    /// <summary>The bytes of the document.</summary>
    protected abstract byte[] End();

    /// <summary>Begins a member; its value follows.</summary>
    protected abstract void Name(MemberName name);

    protected abstract void Value(string value);

    protected abstract void Value(bool value);

    protected abstract void Value(int value);

    /// <summary>A number that may be one that JSON has none for.</summary>
    protected abstract void Value(double value);

    protected abstract void Value(decimal value);

    protected abstract void Value(DateTimeOffset value);

    protected abstract void StartObject();

    protected abstract void EndObject();

    protected abstract void StartList();

    protected abstract void EndList();
}
