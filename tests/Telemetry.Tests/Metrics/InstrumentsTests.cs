using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Orchestrator.Grains;

namespace Orchestrator.Telemetry.Tests.Metrics;

public sealed class InstrumentsTests
{
    [Fact]
    public void This_system_s_instruments_are_those_of_the_contract()
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var factory = services.GetRequiredService<IMeterFactory>();
        var names = new List<string>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            // Other tests have a meter of the same name; its factory tells this one apart.
            if (instrument.Meter.Name == OrchestratorMetrics.MeterName && ReferenceEquals(instrument.Meter.Scope, factory))
                names.Add(instrument.Name);
        };
        listener.Start();
        using var metrics = new OrchestratorMetrics(factory);

        Assert.Equal(new[] { ApiMetrics.Seed, ApiMetrics.Others, ApiMetrics.Stages, ApiMetrics.Histograms }.SelectMany(name => name).Order(), names.Order());
    }
}
