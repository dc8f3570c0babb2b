using System.Buffers.Binary;
using System.Buffers.Text;

namespace Orchestrator.Grains.Stores;

/// <summary>Where a page ended: the last task's creation time and id, as an opaque text.</summary>
internal readonly record struct TaskCursor(long CreatedAt, Guid Id)
{
    private const byte Format = 1;
    private const int Length = 1 + sizeof(long) + 16;

    /// <exception cref="ArgumentException">The text is not a cursor.</exception>
    public static TaskCursor Parse(string text)
    {
        Span<byte> bytes = stackalloc byte[Length + 3];
        if (text.Length <= 2 * Length && Base64Url.IsValid(text) && Base64Url.TryDecodeFromChars(text, bytes, out var written)
            && written == Length && bytes[0] == Format)
        {
            var createdAt = BinaryPrimitives.ReadInt64BigEndian(bytes[1..]);
            if (StoredTime.IsValid(createdAt))
                return new TaskCursor(createdAt, new Guid(bytes.Slice(1 + sizeof(long), 16), bigEndian: true));
        }

        throw new ArgumentException("The cursor is not one that a page of tasks returned.", nameof(text));
    }

    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Length];
        bytes[0] = Format;
        BinaryPrimitives.WriteInt64BigEndian(bytes[1..], CreatedAt);
        Id.TryWriteBytes(bytes[(1 + sizeof(long))..], bigEndian: true, out _);
        return Base64Url.EncodeToString(bytes);
    }
}
