using System.IO.Compression;
using System.Text;

namespace Orchestrator.Cli.Bench;

/// <summary>Reads a comma-separated file with a header line, gzipped or not. Quoted fields may hold commas, quotes and line breaks (RFC 4180).</summary>
internal sealed class CsvTable
{
    private readonly Dictionary<string, int> _columns;

    private CsvTable(string path, string[] header, List<string[]> rows)
    {
        Path = path;
        Header = header;
        Rows = rows;
        _columns = header.Select((name, index) => (name, index)).ToDictionary(pair => pair.name, pair => pair.index, StringComparer.Ordinal);
    }

    public string Path { get; }

    public IReadOnlyList<string> Header { get; }

    public IReadOnlyList<string[]> Rows { get; }

    /// <summary>Index of a column.</summary>
    /// <exception cref="InvalidDataException">The file has no such column.</exception>
    public int Column(string name) => _columns.TryGetValue(name, out var index)
        ? index
        : throw new InvalidDataException($"{Path} has no column '{name}'; it has {string.Join(", ", Header)}");

    /// <summary>Reads the whole file.</summary>
    /// <exception cref="InvalidDataException">The file is empty, or a row has another number of fields than the header.</exception>
    public static CsvTable Read(string path)
    {
        using var reader = OpenText(path);
        List<string[]> rows = [];
        while (ReadRow(reader) is { } row)
        {
            rows.Add(row);
        }

        if (rows.Count == 0)
        {
            throw new InvalidDataException($"{path} is empty");
        }

        var header = rows[0];
        rows.RemoveAt(0);
        var broken = rows.FindIndex(row => row.Length != header.Length);
        return broken < 0
            ? new CsvTable(path, header, rows)
            : throw new InvalidDataException($"{path}: row {broken + 1} has {rows[broken].Length} fields, the header has {header.Length}");
    }

    /// <summary>Opens a text file, unpacking it when its name ends in <c>.gz</c>.</summary>
    public static StreamReader OpenText(string path)
    {
        Stream file = File.OpenRead(path);
        return new StreamReader(path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file, Encoding.UTF8);
    }

    private static string[]? ReadRow(StreamReader reader)
    {
        if (reader.Peek() < 0)
        {
            return null;
        }

        List<string> fields = [];
        var field = new StringBuilder();
        var quoted = false;
        while (true)
        {
            var next = reader.Read();
            if (next == '"')
            {
                if (quoted && reader.Peek() == '"')
                {
                    field.Append((char)reader.Read());
                }
                else
                {
                    quoted = !quoted;
                }
            }
            else if (next < 0 || (next == '\n' && !quoted))
            {
                fields.Add(field.ToString().TrimEnd('\r'));
                return [.. fields];
            }
            else if (next == ',' && !quoted)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else
            {
                field.Append((char)next);
            }
        }
    }
}
