using Orchestrator.Silo;

namespace Orchestrator.Telemetry.Tests.Deploy;

/// <summary>The variables a process of this system reads.</summary>
internal static class Settings
{
    // Read by OpenTelemetry, .NET, the loader and NVIDIA's container runtime.
    private static readonly string[] _others =
    [
        "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_SERVICE_NAME", "ASPNETCORE_HTTP_PORTS", "DOTNET_EnableDiagnostics", "LD_LIBRARY_PATH",
        "NVIDIA_VISIBLE_DEVICES", "NVIDIA_DRIVER_CAPABILITIES",
    ];

    public static void AssertKnown(IEnumerable<string> variables)
    {
        var known = SettingsTable.All.Select(setting => setting.Variable).Concat(_others).ToHashSet();
        var set = variables.ToList();
        Assert.NotEmpty(set);
        Assert.All(set, variable => Assert.Contains(variable, known));
    }
}
