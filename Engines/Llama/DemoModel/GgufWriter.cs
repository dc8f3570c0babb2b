using System.Text;

namespace Orchestrator.Engines;

/// <summary>Writes one file in llama.cpp's model format, GGUF version 3: metadata, tensor directory, tensor data; little-endian, data aligned to 32 bytes.</summary>
internal sealed class GgufWriter
{
    private const int Alignment = 32;
    private readonly List<Action<BinaryWriter>> _metadata = [];
    private readonly List<(string Name, int Columns, int Rows, TensorFormat Format, byte[] Data)> _tensors = [];

    private enum ValueType : uint
    {
        UInt32 = 4,
        Int32 = 5,
        Float32 = 6,
        Bool = 7,
        String = 8,
        Array = 9,
    }

    public void Add(string key, string value) => Entry(key, ValueType.String, writer => WriteString(writer, value));

    public void Add(string key, uint value) => Entry(key, ValueType.UInt32, writer => writer.Write(value));

    public void Add(string key, float value) => Entry(key, ValueType.Float32, writer => writer.Write(value));

    public void Add(string key, bool value) => Entry(key, ValueType.Bool, writer => writer.Write(value));

    public void Add(string key, IReadOnlyCollection<string> values) => Array(key, ValueType.String, values, WriteString);

    public void Add(string key, IReadOnlyCollection<int> values) => Array(key, ValueType.Int32, values, (writer, value) => writer.Write(value));

    /// <summary>Adds a matrix of <paramref name="rows"/> rows, or a vector when <paramref name="rows"/> is 0.</summary>
    public void AddTensor(string name, int columns, int rows, float[] values, TensorFormat format)
    {
        if (values.Length != columns * Math.Max(1, rows)) throw new ArgumentException($"{name}: {values.Length} values for {columns} × {rows}", nameof(values));
        _tensors.Add((name, columns, rows, format, TensorEncoder.Encode(values, format)));
    }

    public void Save(Stream file)
    {
        using var writer = new BinaryWriter(file, Encoding.UTF8, leaveOpen: true);
        writer.Write("GGUF"u8);
        writer.Write(3u);
        writer.Write((ulong)_tensors.Count);
        writer.Write((ulong)_metadata.Count);
        foreach (var entry in _metadata) entry(writer);
        WriteDirectory(writer);
        foreach (var tensor in _tensors)
        {
            Pad(writer);
            writer.Write(tensor.Data);
        }

        Pad(writer);
    }

    private void WriteDirectory(BinaryWriter writer)
    {
        ulong offset = 0;
        foreach (var (name, columns, rows, format, data) in _tensors)
        {
            WriteString(writer, name);
            ulong[] dimensions = rows == 0 ? [(ulong)columns] : [(ulong)columns, (ulong)rows];
            writer.Write((uint)dimensions.Length);
            foreach (var dimension in dimensions) writer.Write(dimension);
            writer.Write((uint)format);
            writer.Write(offset);
            offset += ((ulong)data.Length + Alignment - 1) / Alignment * Alignment;
        }
    }

    private void Entry(string key, ValueType type, Action<BinaryWriter> value) => _metadata.Add(writer =>
    {
        WriteString(writer, key);
        writer.Write((uint)type);
        value(writer);
    });

    private void Array<T>(string key, ValueType type, IReadOnlyCollection<T> values, Action<BinaryWriter, T> write) => Entry(key, ValueType.Array, writer =>
    {
        writer.Write((uint)type);
        writer.Write((ulong)values.Count);
        foreach (var value in values) write(writer, value);
    });

    private static void WriteString(BinaryWriter writer, string value)
    {
        var bytes = Encoding.UTF8.GetBytes(value);
        writer.Write((ulong)bytes.Length);
        writer.Write(bytes);
    }

    private static void Pad(BinaryWriter writer)
    {
        writer.Flush();
        while (writer.BaseStream.Position % Alignment != 0) writer.Write((byte)0);
        writer.Flush();
    }
}
