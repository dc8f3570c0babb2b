using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Orchestrator.Routing;

namespace Orchestrator.Grains.Tests.Telemetry;

public sealed class SiloSeriesTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly OrchestratorMetrics _metrics;

    public SiloSeriesTests() => _metrics = new OrchestratorMetrics(_services.GetRequiredService<IMeterFactory>());

    public void Dispose()
    {
        _metrics.Dispose();
        _services.Dispose();
    }

    [Fact]
    public void A_silo_that_left_has_no_series_any_more()
    {
        _metrics.Observe(Silo("gone"));
        _metrics.Observe(Silo("stays"));
        Assert.Equal(["gone", "stays"], Series());

        _metrics.Forget("gone");
        Assert.Equal(["stays"], Series());
    }

    [Fact]
    public void When_the_router_leaves_the_process_its_silos_do_too()
    {
        _metrics.Observe(Silo("one"));
        _metrics.Observe(Silo("other"));

        _metrics.Forget(silo: null);

        Assert.Empty(Series());
    }

    [Fact]
    public void The_router_says_which_silos_left()
    {
        var cluster = new ClusterKnowledge(TimeProvider.System, TimeSpan.FromMinutes(1));
        cluster.Take(Silo("gone"), new ViewSettings());
        cluster.Take(Silo("stays"), new ViewSettings());

        Assert.Equal(["gone"], cluster.Age(silo => silo == "stays", new ViewSettings()));
        Assert.Empty(cluster.Age(silo => silo == "stays", new ViewSettings()));
    }

    private static SiloSnapshot Silo(string name) => new(name, name, ["cpu"], 10, 20, null, [], null, [], DateTimeOffset.UnixEpoch, Simulated: true, Draining: false);

    /// <summary>The silos that have a series of CPU use.</summary>
    private List<string> Series()
    {
        List<string> silos = [];
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Name == "orchestrator_cpu_percent" && instrument.Meter.Scope == _services.GetRequiredService<IMeterFactory>())
                self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<double>((_, _, tags, _) => silos.Add((string)tags[0].Value!));
        listener.Start();
        listener.RecordObservableInstruments();
        silos.Sort(StringComparer.Ordinal);
        return silos;
    }
}
