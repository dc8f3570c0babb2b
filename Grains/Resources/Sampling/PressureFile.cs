using System.Buffers.Text;

namespace Orchestrator.Grains;

/// <summary>
/// Pressure stall information of the CPU: the share of the last 10 s in which some runnable task had to wait for a processor.
/// </summary>
internal sealed class PressureFile(string root)
{
    private readonly string _path = Path.Combine(root, "proc", "pressure", "cpu");

    /// <summary>"some avg10", 0 to 100; null where the kernel gives none.</summary>
    public double? Read()
    {
        Span<byte> buffer = stackalloc byte[256];
        var text = TextFile.Read(_path, buffer);
        var start = "some avg10="u8;
        return text.StartsWith(start) && Utf8Parser.TryParse(text[start.Length..], out double value, out _) && value is >= 0 and <= 100 ? value : null;
    }
}
