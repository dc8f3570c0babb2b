namespace Orchestrator.Engines;

/// <summary>Adds transformer blocks to a file: the one that means something, and ballast.</summary>
internal sealed class DemoBlock(GgufWriter writer, TensorFormat format, int size, int feedForward)
{
    private uint _random = 2463534242;
    private int _index;

    public void AddMeaning(float[] query, float[] key, float[] value, float[] output) => Add(query, key, value, output);

    /// <summary>A block whose results are multiplied by zero: it costs the time of a real one and leaves every state as it was.</summary>
    public void AddBallast() => Add(Noise(size * size), Noise(size * size), Noise(size * size), new float[size * size]);

    private void Add(float[] query, float[] key, float[] value, float[] output)
    {
        var prefix = $"blk.{_index++}.";
        var one = new float[size];
        Array.Fill(one, 1 / MathF.Sqrt(size)); // a normalised state has length 1
        writer.AddTensor(prefix + "attn_norm.weight", size, 0, one, TensorFormat.F32);
        writer.AddTensor(prefix + "attn_q.weight", size, size, query, format);
        writer.AddTensor(prefix + "attn_k.weight", size, size, key, format);
        writer.AddTensor(prefix + "attn_v.weight", size, size, value, format);
        writer.AddTensor(prefix + "attn_output.weight", size, size, output, format);
        writer.AddTensor(prefix + "ffn_norm.weight", size, 0, one, TensorFormat.F32);
        writer.AddTensor(prefix + "ffn_gate.weight", size, feedForward, Noise(size * feedForward), format);
        writer.AddTensor(prefix + "ffn_up.weight", size, feedForward, Noise(size * feedForward), format);
        writer.AddTensor(prefix + "ffn_down.weight", feedForward, size, new float[size * feedForward], format);
    }

    /// <summary>Marsaglia's xorshift: the same numbers on every platform and with every version of .NET, -0.05 to 0.05.</summary>
    private float[] Noise(int count)
    {
        var values = new float[count];
        for (var i = 0; i < count; i++)
        {
            _random ^= _random << 13;
            _random ^= _random >> 17;
            _random ^= _random << 5;
            values[i] = (_random / (float)uint.MaxValue - 0.5f) * 0.1f;
        }

        return values;
    }
}
