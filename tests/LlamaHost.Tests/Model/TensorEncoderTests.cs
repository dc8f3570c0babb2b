using Orchestrator.Engines;

namespace Orchestrator.LlamaHost.Tests;

public sealed class TensorEncoderTests
{
    private static float[] Block(params float[] first)
    {
        var block = new float[TensorEncoder.BlockSize];
        first.CopyTo(block, 0);
        return block;
    }

    [Fact]
    public void Four_bit_blocks_hold_a_scale_and_two_weights_in_a_byte()
    {
        var bytes = TensorEncoder.Encode(Block(-8, 4), TensorFormat.Q4_0);
        Assert.Equal(18, bytes.Length);
        Assert.Equal(1f, (float)BitConverter.ToHalf(bytes));
        Assert.Equal(0x80, bytes[2]); // weight 0 is -8, stored as 0, and weight 16 is 0, stored as 8
        Assert.Equal(0x8C, bytes[3]);
    }

    [Fact]
    public void Eight_bit_blocks_hold_a_scale_and_a_signed_byte_for_each_weight()
    {
        var bytes = TensorEncoder.Encode(Block(-127, 64), TensorFormat.Q8_0);
        Assert.Equal(34, bytes.Length);
        Assert.Equal(1f, (float)BitConverter.ToHalf(bytes));
        Assert.Equal((-127, 64), ((sbyte)bytes[2], (sbyte)bytes[3]));
    }

    [Theory]
    [InlineData(0.5f)]
    [InlineData(-900f)]
    public void A_lone_weight_survives_four_bits(float weight)
    {
        var bytes = TensorEncoder.Encode(Block(weight), TensorFormat.Q4_0);
        var scale = (float)BitConverter.ToHalf(bytes);
        Assert.Equal(weight, ((bytes[2] & 15) - 8) * scale, 3);
        Assert.Equal(0, ((bytes[3] & 15) - 8) * scale);
    }

    [Fact]
    public void A_block_of_zeros_stays_zero() => Assert.All(TensorEncoder.Encode(Block(), TensorFormat.Q4_0)[2..], value => Assert.Equal(0x88, value));

    [Fact]
    public void Half_blocks_are_refused() => Assert.Throws<ArgumentException>(() => TensorEncoder.Encode(new float[16], TensorFormat.Q8_0));
}
