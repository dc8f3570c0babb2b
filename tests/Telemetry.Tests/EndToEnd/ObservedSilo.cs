using Orchestrator.FakeNvml;
using Orchestrator.Telemetry.Tests.Tracing;
using Orchestrator.TestServers;

namespace Orchestrator.Telemetry.Tests.EndToEnd;

/// <summary>A real silo with llama.cpp, a fake NVML in its library path, JSON logs and a receiver for its traces.</summary>
public sealed class ObservedSilo : IAsyncLifetime
{
    public const double IntervalSec = 0.5;

    private readonly TemporaryFolder _folder = new();
    private OtlpReceiver? _receiver;
    private SiloProcess? _silo;
    private FakeNvmlLibrary? _gpus;

    internal OtlpReceiver Receiver => _receiver!;

    public SiloProcess Silo => _silo!;

    public FakeNvmlLibrary Gpus => _gpus!;

    /// <summary>Why there is no silo to observe; null when there is.</summary>
    public string? Missing => FakeNvmlLibrary.WhyNot;

    public async ValueTask InitializeAsync()
    {
        if (Missing is not null)
            return;
        _gpus = FakeNvmlLibrary.Build(_folder.Path);
        _receiver = await OtlpReceiver.Start();
        _silo = await SiloProcess.StartAsync(
            _folder,
            ("--log-format", "json"),
            ("--resource-monitor-interval-sec", IntervalSec.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            ("LD_LIBRARY_PATH", _gpus.Folder),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", _receiver.Url),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            ("OTEL_BSP_SCHEDULE_DELAY", "200"));
    }

    public async ValueTask DisposeAsync()
    {
        if (_silo is not null)
            await _silo.DisposeAsync();
        if (_receiver is not null)
            await _receiver.DisposeAsync();
        _folder.Dispose();
    }
}
