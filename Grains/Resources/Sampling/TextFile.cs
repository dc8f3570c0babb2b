using System.Buffers.Text;

namespace Orchestrator.Grains;

/// <summary>Reads the small text files of a kernel without allocating for their content.</summary>
internal static class TextFile
{
    /// <summary>More than any figure this code looks for is away from the start of its file.</summary>
    public const int BufferSize = 4096;

    /// <summary>The file's beginning, as much as <paramref name="buffer"/> holds; empty when it is not there or cannot be read.</summary>
    public static ReadOnlySpan<byte> Read(string path, Span<byte> buffer)
    {
        // Asked first: a missing file is the usual case for half of these, and an exception each time is dear.
        if (!File.Exists(path))
            return default;
        try
        {
            using var file = File.OpenHandle(path);
            var length = 0;
            while (length < buffer.Length && RandomAccess.Read(file, buffer[length..], length) is > 0 and var read)
                length += read;
            return buffer[..length];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return default;
        }
    }

    /// <summary>The file's only number, or null for anything else such as <c>max</c>.</summary>
    public static long? Number(string path)
    {
        Span<byte> buffer = stackalloc byte[64];
        return FirstNumber(Read(path, buffer));
    }

    /// <summary>The number after <paramref name="key"/> on the line that starts with it.</summary>
    public static long? Field(ReadOnlySpan<byte> text, ReadOnlySpan<byte> key)
    {
        foreach (var range in text.Split((byte)'\n'))
        {
            var line = text[range];
            if (line.StartsWith(key) && line.Length > key.Length && line[key.Length] is (byte)' ' or (byte)':')
                return FirstNumber(line[(key.Length + 1)..]);
        }
        return null;
    }

    /// <summary>The number that <paramref name="text"/> begins with, blanks aside; null when it does not begin with one that is 0 or more.</summary>
    public static long? FirstNumber(ReadOnlySpan<byte> text)
    {
        text = text.TrimStart((ReadOnlySpan<byte>)" \t"u8);
        return Utf8Parser.TryParse(text, out long value, out var used) && value >= 0 && (used == text.Length || text[used] is (byte)' ' or (byte)'\n') ? value : null;
    }
}
