using Microsoft.Extensions.Logging;

namespace Orchestrator.Grains;

public sealed partial class GpuSampler
{
    [LoggerMessage(3900, LogLevel.Information, "No GPU on this machine: {Reason}", EventName = "gpu.none")]
    private partial void LogNoGpu(string reason);

    [LoggerMessage(3901, LogLevel.Information, "GPUs answer again.", EventName = "gpu.available")]
    private partial void LogGpusAvailable();

    [LoggerMessage(3902, LogLevel.Warning, "GPU {Index} is lost: {Reason}", EventName = "gpu.lost")]
    private partial void LogGpuLost(uint index, string reason);

    [LoggerMessage(3903, LogLevel.Information, "GPU {Index} is back.", EventName = "gpu.back")]
    private partial void LogGpuBack(uint index);
}
