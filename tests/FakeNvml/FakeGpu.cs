namespace Orchestrator.FakeNvml;

/// <summary>What one fake GPU reports.</summary>
/// <param name="UtilizationPercent">0 to 100.</param>
/// <param name="UsedMb">VRAM in use, MiB. Even GPUs have 8192 in all, odd ones 16384.</param>
/// <param name="TemperatureC">Degrees Celsius.</param>
/// <param name="PowerMilliwatts">0: this GPU does not measure its power.</param>
/// <param name="Lost">True: the GPU has fallen off the bus.</param>
/// <param name="UtilizationError">The NVML code its utilisation query returns; 3 is NOT_SUPPORTED, 0 is success.</param>
public sealed record FakeGpu(
    int UtilizationPercent = 0,
    int UsedMb = 0,
    int TemperatureC = 30,
    int PowerMilliwatts = 20_000,
    bool Lost = false,
    int UtilizationError = 0);
