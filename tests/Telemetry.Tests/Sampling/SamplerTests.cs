using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Orchestrator.FakeNvml;
using Orchestrator.Grains;
using Orchestrator.Routing;

namespace Orchestrator.Telemetry.Tests.Sampling;

public sealed class SamplerTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void The_machine_s_sample_joins_host_and_gpus()
    {
        Needs.No(FakeNvmlLibrary.WhyNot);
        using var folder = new TempFolder();
        var library = FakeNvmlLibrary.Build(folder.Path);
        library.SetUtilization(0, 55);
        using var gpus = new GpuSampler(_time, logger: null, library.LibraryPath);

        var sample = new MachineSampler(new HostSampler(_time), gpus, _time).Sample();

        Assert.Equal(55, sample.Gpus[0].UtilizationPercent);
        Assert.Null(sample.GpuDetail);
        Assert.Equal(_time.GetUtcNow(), sample.SampledAt);
        Assert.False(sample.Simulated);
    }

    [Fact]
    public void Readers_that_ask_at_once_share_one_reading_and_later_ones_get_a_new_one()
    {
        using var folder = new TempFolder();
        using var gpus = new GpuSampler(_time, logger: null, Path.Combine(folder.Path, "absent.so"));
        var sampler = new MachineSampler(new HostSampler(_time), gpus, _time);

        var first = sampler.Sample();
        Assert.Same(first, sampler.Sample());
        _time.Advance(TimeSpan.FromMilliseconds(250));

        Assert.NotSame(first, sampler.Sample());
        Assert.NotNull(first.GpuDetail);
    }

    [Fact]
    public void An_idle_simulated_machine_reads_a_few_percent()
    {
        var sample = new SimulatedSampler(_ => (0, 4), _time).Sample();

        Assert.InRange(sample.CpuPercent, 5, 10);
        var gpu = Assert.Single(sample.Gpus);
        Assert.Equal("Simulated GPU 24 GB", gpu.Name);
        Assert.InRange(gpu.UtilizationPercent!.Value, 5, 10);
        Assert.Equal(24 * 1024, gpu.MemoryTotalMb);
        Assert.True(sample.Simulated);
    }

    [Fact]
    public void Work_on_the_simulated_gpu_raises_the_gpu_and_not_the_cpu()
    {
        var sample = new SimulatedSampler(target => target == ComputeTarget.Gpu ? (2, 4) : (0, 4), _time).Sample();

        Assert.Equal((SimulatedSampler.IdlePercent + SimulatedSampler.BusyPercent) / 2, sample.Gpus[0].UtilizationPercent);
        Assert.Equal(SimulatedSampler.IdlePercent, sample.CpuPercent);
    }

    [Theory]
    [InlineData(int.MaxValue / 2, 4)]
    [InlineData(-7, 4)]
    [InlineData(3, 0)]
    public void Simulated_figures_stay_in_bounds_whatever_the_engines_say(int running, int slots)
    {
        var sample = new SimulatedSampler(_ => (running, slots), _time).Sample();

        Assert.InRange(sample.CpuPercent, SimulatedSampler.IdlePercent, SimulatedSampler.BusyPercent);
        Assert.InRange(sample.Gpus[0].UtilizationPercent!.Value, SimulatedSampler.IdlePercent, SimulatedSampler.BusyPercent);
        Assert.InRange(sample.RamPercent, 0, 100);
    }

    [Fact]
    public void Registration_gives_the_machine_or_the_simulation()
    {
        using var real = new ServiceCollection().AddLogging().AddResourceSampling(simulate: false).BuildServiceProvider();
        using var simulated = new ServiceCollection()
            .AddSingleton<Func<ComputeTarget, (int Running, int Slots)>>(_ => (4, 4))
            .AddResourceSampling(simulate: true)
            .BuildServiceProvider();

        Assert.False(real.GetRequiredService<IResourceSampler>().Sample().Simulated);
        Assert.Equal(SimulatedSampler.BusyPercent, simulated.GetRequiredService<IResourceSampler>().Sample().CpuPercent);
    }
}
