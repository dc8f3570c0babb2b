namespace Orchestrator.Grains;

/// <summary>CPU and memory of one host.</summary>
/// <param name="CpuPercent">The tighter of the machine and the container, 0 to 100.</param>
/// <param name="RamPercent">The tighter of the machine and the container, 0 to 100.</param>
/// <param name="CpuPressure">PSI "some avg10" of the CPU, percent; null where the kernel gives none.</param>
public readonly record struct HostFigures(double CpuPercent, double RamPercent, double? CpuPressure);

/// <summary>One source of CPU and memory use: the machine, or one control group. A figure it does not have is null.</summary>
internal interface IHostSource
{
    /// <summary>CPU use since the call before, percent of what this source may use; the first call gives null.</summary>
    double? CpuPercent();

    /// <summary>Memory use, percent of what this source may use.</summary>
    double? RamPercent();
}
