using System.Collections.Frozen;

namespace Orchestrator.Grains.Stores;

/// <summary>Writes the members of documents in one of the formats in which they are kept. What is null is left out.</summary>
internal abstract class DocumentWriter
{
    private static class WireTexts<T>
        where T : struct, Enum
    {
        public static readonly FrozenDictionary<T, string> Of = Enum.GetValues<T>().ToFrozenDictionary(value => value, WireNames.Of);
    }

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
            Text(name, value);
    }

    public void Write(MemberName name, int? value)
    {
        if (value is { } number)
            Number(name, number);
    }

    public void Write(MemberName name, double? value)
    {
        if (value is { } number)
            Number(name, number);
    }

    public void Write(MemberName name, decimal? value)
    {
        if (value is { } amount)
            Amount(name, amount);
    }

    public void Write(MemberName name, DateTimeOffset? value)
    {
        if (value is { } time)
            Time(name, time);
    }

    public void Write<T>(MemberName name, T value)
        where T : struct, Enum => Text(name, WireTexts<T>.Of[value]);

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
        StartObject(name);
        members(this, value);
        EndObject();
    }

    /// <summary>A list of objects.</summary>
    public void WriteAll<T>(MemberName name, IReadOnlyList<T>? values, Action<DocumentWriter, T> members)
    {
        if (values is null)
            return;
        StartList(name);
        for (var i = 0; i < values.Count; i++)
        {
            StartObject();
            members(this, values[i]);
            EndObject();
        }

        EndList();
    }

    public abstract void Write(MemberName name, bool value);

    /// <summary>Forgets what was written before, even if a document was left in the middle.</summary>
    protected abstract void Begin();

    /// <summary>The bytes of the document.</summary>
    protected abstract byte[] End();

    protected abstract void Text(MemberName name, string value);

    protected abstract void Number(MemberName name, int value);

    /// <summary>A number that may be one that JSON has none for.</summary>
    protected abstract void Number(MemberName name, double value);

    protected abstract void Amount(MemberName name, decimal value);

    protected abstract void Time(MemberName name, DateTimeOffset value);

    /// <summary>Begins an object: as a member, in a list, or as the document itself.</summary>
    protected abstract void StartObject(MemberName? name = null);

    protected abstract void EndObject();

    protected abstract void StartList(MemberName name);

    protected abstract void EndList();
}
