namespace Orchestrator.Routing.Tests.Cluster;

public sealed class ClusterViewTests
{
    [Fact]
    public void Outstanding_is_what_was_handed_out_and_what_others_sent()
    {
        var view = ClusterView.Build([Make.Load(Make.Silo("one", engines: Make.Engine(ComputeTarget.Gpu)), loads: [("gpu", new EngineLoad(3, 2))])], new ViewSettings());
        Assert.Equal(5, view.Find("one:11111", "gpu")!.Outstanding);
        Assert.Equal(3, view.QueueDepth(ComputeTarget.Gpu));
    }

    [Fact]
    public void Booking_and_releasing_keep_counts_and_queue_depth()
    {
        var view = Make.View(ComputeTarget.Gpu);
        for (var i = 0; i < 3; i++)
            view.Book("one:11111", "gpu", 100);
        Assert.Equal((3, 1, 300.0), (view.EnginesOf(ComputeTarget.Gpu)[0].Outstanding, view.QueueDepth(ComputeTarget.Gpu), view.EnginesOf(ComputeTarget.Gpu)[0].HandedOutServiceMs));
        for (var i = 0; i < 5; i++)
            view.Release("one:11111", "gpu", 100);
        Assert.Equal((0, 0, 0.0), (view.EnginesOf(ComputeTarget.Gpu)[0].Outstanding, view.QueueDepth(ComputeTarget.Gpu), view.EnginesOf(ComputeTarget.Gpu)[0].HandedOutServiceMs));
        view.Book("gone", "gpu");
    }

    [Theory]
    [InlineData(true, false, true, false, "one has not reported lately")]
    [InlineData(false, true, true, false, "one is shutting down")]
    [InlineData(false, false, false, false, "gpu on one is not healthy (no connection)")]
    [InlineData(false, false, false, true, "gpu on one failed too often and is held back (no connection)")]
    [InlineData(false, false, true, false, null)]
    public void An_engine_is_usable_when_its_silo_is_fresh_and_it_is_healthy(bool stale, bool draining, bool healthy, bool open, string? why)
    {
        var silo = Make.Silo("one", draining: draining, engines: Make.Engine(ComputeTarget.Gpu, healthy: healthy, circuitOpen: open, detail: "no connection"));
        var view = ClusterView.Build([Make.Load(silo, stale)], new ViewSettings());
        Assert.Equal(why, view.EnginesOf(ComputeTarget.Gpu)[0].Unusable);
        Assert.Equal(why is null, view.GpuAvailable);
    }

    [Fact]
    public void Machine_facts_are_of_the_least_busy_usable_machine()
    {
        var view = ClusterView.Build(
            [
                Make.Load(Make.Silo("busy", cpu: 80, gpu: 70, false, Make.Engine(ComputeTarget.Gpu), Make.Engine(ComputeTarget.Cpu))),
                Make.Load(Make.Silo("calm", cpu: 10, gpu: 20, false, Make.Engine(ComputeTarget.Gpu), Make.Engine(ComputeTarget.Cpu))),
                Make.Load(Make.Silo("gone", cpu: 1, gpu: 1, false, Make.Engine(ComputeTarget.Gpu), Make.Engine(ComputeTarget.Cpu)), stale: true),
            ],
            new ViewSettings());
        Assert.Equal((20, 10), (view.GpuUtilization, view.CpuUtilization));
    }

    [Fact]
    public void Without_a_gpu_its_utilization_is_full()
    {
        Assert.Equal((100, false), (Make.View(ComputeTarget.Cpu).GpuUtilization, Make.View(ComputeTarget.Cpu).GpuAvailable));
        Assert.Equal((100, 0), (ClusterView.Empty.GpuUtilization, ClusterView.Empty.CpuUtilization));
    }

    [Fact]
    public void A_gpu_without_a_measured_figure_is_as_busy_as_its_slots()
    {
        var silo = Make.Silo("one", engines: Make.Engine(ComputeTarget.Gpu) with { Running = 1 }) with { Gpus = [] };
        Assert.Equal(50, ClusterView.Build([Make.Load(silo)], new ViewSettings()).GpuUtilization);
    }

    [Theory]
    [InlineData(85, false)]
    [InlineData(86, true)]
    public void A_gpu_above_its_threshold_is_overloaded(double percent, bool overloaded) =>
        Assert.Equal(overloaded, Make.View(20, percent, ComputeTarget.Gpu).EnginesOf(ComputeTarget.Gpu)[0].Overloaded);

    [Theory]
    [InlineData(90, false)]
    [InlineData(91, true)]
    public void A_cpu_above_its_threshold_is_overloaded(double percent, bool overloaded) =>
        Assert.Equal(overloaded, Make.View(percent, 20, ComputeTarget.Cpu).EnginesOf(ComputeTarget.Cpu)[0].Overloaded);
}
