namespace Orchestrator.Engines;

/// <summary>How the demo model's weights are stored, by llama.cpp's names.</summary>
#pragma warning disable CA1707 // Q4_0 and Q8_0 are what everybody calls these formats.
public enum DemoQuantization
{
    /// <summary>16-bit floating point.</summary>
    F16,

    /// <summary>Blocks of 32 weights: 4 bits each and one 16-bit scale.</summary>
    Q4_0,

    /// <summary>Blocks of 32 weights: 8 bits each and one 16-bit scale.</summary>
    Q8_0,
}
