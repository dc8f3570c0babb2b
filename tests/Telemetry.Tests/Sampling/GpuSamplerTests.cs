using Microsoft.Extensions.Time.Testing;
using Orchestrator.FakeNvml;
using Orchestrator.Grains;

namespace Orchestrator.Telemetry.Tests.Sampling;

public sealed class GpuSamplerTests : IDisposable
{
    private const int NotSupported = 3;
    private const int DriverNotLoaded = 9;

    private readonly TempFolder _folder = new();
    private readonly FakeTimeProvider _time = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Two_gpus_report_all_their_figures()
    {
        var library = Build();
        library.Set(0, new FakeGpu(UtilizationPercent: 37, UsedMb: 1024, TemperatureC: 61, PowerMilliwatts: 148_500));
        using var sampler = Open(library.LibraryPath);

        var gpus = sampler.Read();

        Assert.Null(sampler.Unavailable);
        Assert.Equal(2, gpus.Count);
        Assert.Equal(new(0, "NVIDIA Fake 8G", 37, 1024, 8192, 61, 148.5), gpus[0]);
        Assert.Equal(new(1, "NVIDIA Fake 16G", 0, 0, 16384, 30, 20), gpus[1]);
    }

    [Fact]
    public void Utilisation_that_rises_outside_the_process_shows_in_the_next_reading()
    {
        var library = Build();
        using var sampler = Open(library.LibraryPath);
        Assert.Equal(0, sampler.Read()[1].UtilizationPercent);

        library.SetUtilization(1, 97);

        Assert.Equal(97, sampler.Read()[1].UtilizationPercent);
    }

    [Fact]
    public void A_figure_the_gpu_does_not_measure_is_null_and_the_others_stay()
    {
        var library = Build();
        library.Set(0, new FakeGpu(UsedMb: 512, PowerMilliwatts: 0, UtilizationError: NotSupported));
        using var sampler = Open(library.LibraryPath);

        var gpu = sampler.Read()[0];

        Assert.Null(gpu.UtilizationPercent);
        Assert.Null(gpu.PowerWatts);
        Assert.Equal(512, gpu.MemoryUsedMb);
        Assert.Equal(30, gpu.TemperatureC);
    }

    [Fact]
    public void A_lost_gpu_is_left_out_and_comes_back()
    {
        var library = Build();
        using var sampler = Open(library.LibraryPath);
        library.Set(0, new FakeGpu(Lost: true));

        Assert.Equal([1], sampler.Read().Select(gpu => gpu.Index));
        Assert.Null(sampler.Unavailable);

        library.Set(0, new FakeGpu());
        Assert.Equal([0, 1], sampler.Read().Select(gpu => gpu.Index));
    }

    [Fact]
    public void When_every_gpu_is_lost_the_reason_names_one()
    {
        var library = Build();
        library.SetCount(1);
        library.Set(0, new FakeGpu(Lost: true));
        using var sampler = Open(library.LibraryPath);

        Assert.Empty(sampler.Read());
        Assert.Equal("GPU 0 does not answer (GPU is lost).", sampler.Unavailable);
    }

    [Fact]
    public void A_driver_without_gpus_says_so()
    {
        var library = Build();
        library.SetCount(0);
        using var sampler = Open(library.LibraryPath);

        Assert.Empty(sampler.Read());
        Assert.Equal("The NVIDIA driver is loaded but reports no GPU.", sampler.Unavailable);
    }

    [Fact]
    public void A_driver_that_is_not_loaded_is_asked_again_after_a_while()
    {
        var library = Build();
        library.SetDriver(DriverNotLoaded);
        using var sampler = Open(library.LibraryPath);
        Assert.Empty(sampler.Read());
        Assert.Equal("The NVIDIA driver is installed but not loaded.", sampler.Unavailable);

        library.SetDriver(0);
        Assert.Empty(sampler.Read());
        _time.Advance(GpuSampler.RetryAfter);

        Assert.Equal(2, sampler.Read().Count);
        Assert.Null(sampler.Unavailable);
    }

    [Fact]
    public void A_driver_that_is_unloaded_while_in_use_is_noticed_and_found_again()
    {
        var library = Build();
        using var sampler = Open(library.LibraryPath);
        Assert.Equal(2, sampler.Read().Count);

        library.SetDriver(DriverNotLoaded);
        Assert.Empty(sampler.Read());
        Assert.NotNull(sampler.Unavailable);

        library.SetDriver(0);
        _time.Advance(GpuSampler.RetryAfter);
        Assert.Equal(2, sampler.Read().Count);
    }

    [Fact]
    public void An_old_driver_without_the_second_versions_gives_the_same_figures()
    {
        var library = Build(oldDriver: true);
        library.Set(0, new FakeGpu(UtilizationPercent: 12, UsedMb: 2048));
        using var sampler = Open(library.LibraryPath);

        var gpu = sampler.Read()[0];

        Assert.Equal(12, gpu.UtilizationPercent);
        Assert.Equal(2048, gpu.MemoryUsedMb);
        Assert.Equal(8192, gpu.MemoryTotalMb);
    }

    [Fact]
    public void Without_a_library_there_is_a_reason_and_no_exception()
    {
        using var sampler = Open(Path.Combine(_folder.Path, "libnvidia-ml.so.1"));

        Assert.Empty(sampler.Read());
        Assert.Equal("No NVIDIA driver is installed (libnvidia-ml.so.1 was not found).", sampler.Unavailable);
    }

    [Fact]
    public void A_file_that_is_no_library_is_told_from_an_absent_one()
    {
        using var sampler = Open(_folder.Write("libnvidia-ml.so.1", "no library at all, though the name is right"));

        Assert.Empty(sampler.Read());
        Assert.Equal("libnvidia-ml.so.1 is not a library that this process can load; the NVIDIA driver needs to be installed again.", sampler.Unavailable);
    }

    [Fact]
    public void A_library_that_is_not_nvml_is_reported_as_too_old()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Uses the C library of Linux.");
        using var sampler = Open("libc.so.6");

        Assert.Empty(sampler.Read());
        Assert.Equal("The NVIDIA driver is too old for NVML.", sampler.Unavailable);
    }

    [Fact]
    public async Task Readings_from_many_threads_are_all_whole()
    {
        using var sampler = Open(Build().LibraryPath);

        var readings = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Enumerable.Range(0, 50).Select(_ => sampler.Read().Count).ToArray())));

        Assert.All(readings.SelectMany(counts => counts), count => Assert.Equal(2, count));
    }

    [Fact]
    public void A_disposed_sampler_gives_nothing()
    {
        var sampler = Open(Build().LibraryPath);
        Assert.Equal(2, sampler.Read().Count);

        sampler.Dispose();

        Assert.Empty(sampler.Read());
    }

    private FakeNvmlLibrary Build(bool oldDriver = false)
    {
        Needs.No(FakeNvmlLibrary.WhyNot);
        return FakeNvmlLibrary.Build(_folder.Path, oldDriver);
    }

    private GpuSampler Open(string path) => new(_time, logger: null, path);
}
