namespace Orchestrator.Engines;

/// <summary>Storage formats of a tensor; the numbers are ggml's.</summary>
internal enum TensorFormat
{
    F32 = 0,
    F16 = 1,
#pragma warning disable CA1707 // ggml's names
    Q4_0 = 2,
    Q8_0 = 8,
#pragma warning restore CA1707
}

/// <summary>Turns weights into ggml's storage formats. The quantised ones work on blocks of 32 weights that share one scale.</summary>
internal static class TensorEncoder
{
    public const int BlockSize = 32;

    public static byte[] Encode(float[] values, TensorFormat format)
    {
        var quantized = format is TensorFormat.Q4_0 or TensorFormat.Q8_0;
        if (quantized && values.Length % BlockSize != 0) throw new ArgumentException($"{values.Length} weights are not whole blocks of {BlockSize}", nameof(values));
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        switch (format)
        {
            case TensorFormat.F32:
                foreach (var value in values) writer.Write(value);
                break;
            case TensorFormat.F16:
                foreach (var value in values) writer.Write((Half)value);
                break;
            default:
                foreach (var block in values.Chunk(BlockSize)) WriteBlock(writer, block, format);
                break;
        }

        writer.Flush();
        return stream.ToArray();
    }

    private static void WriteBlock(BinaryWriter writer, float[] block, TensorFormat format)
    {
        var extreme = block.MaxBy(Math.Abs);
        var scale = format == TensorFormat.Q8_0 ? Math.Abs(extreme) / 127f : extreme / -8f;
        var inverse = scale == 0 ? 0 : 1 / scale;
        writer.Write((Half)scale);
        if (format == TensorFormat.Q8_0)
        {
            foreach (var value in block) writer.Write((sbyte)MathF.Round(value * inverse));
            return;
        }

        // Four bits count from 0 to 15 for -8 to 7; a byte holds weight i in its low half and weight i + 16 in its high half.
        int Nibble(float value) => Math.Min(15, (int)(value * inverse + 8.5f));
        for (var i = 0; i < BlockSize / 2; i++) writer.Write((byte)(Nibble(block[i]) | Nibble(block[i + BlockSize / 2]) << 4));
    }
}
