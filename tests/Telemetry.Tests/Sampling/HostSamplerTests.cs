using Microsoft.Extensions.Time.Testing;
using Orchestrator.Grains;

namespace Orchestrator.Telemetry.Tests.Sampling;

public sealed class HostSamplerTests : IDisposable
{
    private const string Gigabyte = "1073741824";

    private readonly TempFolder _root = new();
    private readonly FakeTimeProvider _time = new();

    public HostSamplerTests()
    {
        WriteStat(busy: 1000, idle: 9000);
        WriteMemory(total: 16_000, available: 12_000);
    }

    public void Dispose() => _root.Dispose();

    [Fact]
    public void Cpu_is_the_share_of_busy_ticks_since_the_reading_before()
    {
        var sampler = Open();
        WriteStat(busy: 1300, idle: 9700);
        Assert.Equal(30, sampler.Read().CpuPercent, 3);

        WriteStat(busy: 2200, idle: 9800);
        Assert.Equal(90, sampler.Read().CpuPercent, 3);
    }

    [Fact]
    public void Time_waiting_for_disks_is_idle_and_guest_time_is_not_counted_twice()
    {
        _root.Write("proc/stat", "cpu  0 0 0 0 0 0 0 0 0 0\n");
        var sampler = Open();
        _root.Write("proc/stat", "cpu  50 0 0 25 25 0 0 0 50 0\ncpu0 50 0 0 25 25 0 0 0 50 0\n");

        Assert.Equal(50, sampler.Read().CpuPercent, 3);
    }

    [Fact]
    public void A_reading_without_new_ticks_repeats_the_one_before()
    {
        var sampler = Open();
        WriteStat(busy: 1300, idle: 9700);
        sampler.Read();

        Assert.Equal(30, sampler.Read().CpuPercent, 3);
    }

    [Fact]
    public void Memory_is_what_is_not_available() => Assert.Equal(25, Open().Read().RamPercent, 3);

    [Fact]
    public void Pressure_is_the_ten_second_average()
    {
        _root.Write("proc/pressure/cpu", "some avg10=40.73 avg60=0.44 avg300=1.06 total=19575967\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=0\n");

        Assert.Equal(40.73, Open().Read().CpuPressure);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("some avg10=much avg60=0.44")]
    [InlineData("some avg10=-1.00 avg60=0.44")]
    [InlineData("full avg10=1.00 avg60=0.44")]
    public void Pressure_that_is_not_there_or_not_a_number_is_null(string? text)
    {
        if (text is not null)
            _root.Write("proc/pressure/cpu", text);

        Assert.Null(Open().Read().CpuPressure);
    }

    [Fact]
    public void A_group_at_its_cpu_quota_is_tighter_than_a_quiet_machine()
    {
        Join("/");
        WriteGroup("", cpuMax: "150000 100000", usageUsec: 1_000_000);
        var sampler = Open();

        _time.Advance(TimeSpan.FromSeconds(2));
        WriteStat(busy: 1100, idle: 9900);
        WriteGroup("", cpuMax: "150000 100000", usageUsec: 1_000_000 + 2_700_000);

        // 2.7 s of CPU in 2 s of 1.5 processors.
        Assert.Equal(90, sampler.Read().CpuPercent, 3);
    }

    [Fact]
    public void A_busy_machine_is_tighter_than_a_quiet_group()
    {
        Join("/");
        WriteGroup("", cpuMax: "100000 100000", usageUsec: 0, memoryMax: Gigabyte, memoryCurrent: "1048576");
        var sampler = Open();

        _time.Advance(TimeSpan.FromSeconds(1));
        WriteStat(busy: 1800, idle: 9200);
        WriteGroup("", cpuMax: "100000 100000", usageUsec: 10_000, memoryMax: Gigabyte, memoryCurrent: "1048576");

        Assert.Equal(80, sampler.Read().CpuPercent, 3);
        Assert.Equal(25, sampler.Read().RamPercent, 3);
    }

    [Fact]
    public void The_limit_of_a_group_further_up_binds_too()
    {
        Join("/system.slice/orchestrator.service");
        WriteGroup("system.slice", cpuMax: "50000 100000", usageUsec: 0);
        WriteGroup("system.slice/orchestrator.service", cpuMax: "max 100000", usageUsec: 0);
        var sampler = Open();

        _time.Advance(TimeSpan.FromSeconds(1));
        WriteStat(busy: 1100, idle: 9900);
        WriteGroup("system.slice", cpuMax: "50000 100000", usageUsec: 250_000);

        Assert.Equal(50, sampler.Read().CpuPercent, 3);
    }

    [Fact]
    public void Memory_of_a_group_leaves_out_file_pages_that_can_be_dropped()
    {
        Join("/");
        WriteGroup("", memoryMax: Gigabyte, memoryCurrent: "966367642", memoryStat: "anon 1\ninactive_file 429496730\nactive_file 9\n");

        Assert.Equal(50, Open().Read().RamPercent, 3);
    }

    [Theory]
    [InlineData("max 100000", "max")]
    [InlineData("", "")]
    [InlineData("garbage", "garbage")]
    [InlineData("0 0", "0")]
    [InlineData("-5 100000", "-5")]
    [InlineData("99999999999999999999999 100000", "99999999999999999999999")]
    public void A_group_without_a_sensible_limit_leaves_the_machine_s_figures(string cpuMax, string memoryMax)
    {
        Join("/");
        WriteGroup("", cpuMax, usageUsec: 0, memoryMax, memoryCurrent: Gigabyte);
        var sampler = Open();

        _time.Advance(TimeSpan.FromSeconds(1));
        WriteStat(busy: 1300, idle: 9700);
        WriteGroup("", cpuMax, usageUsec: 5_000_000, memoryMax, memoryCurrent: Gigabyte);

        var figures = sampler.Read();
        Assert.Equal(30, figures.CpuPercent, 3);
        Assert.Equal(25, figures.RamPercent, 3);
    }

    [Fact]
    public void The_older_hierarchies_are_read_too()
    {
        _root.Write("proc/self/cgroup", "4:memory:/job\n2:cpu,cpuacct:/job\n0::/\n");
        WriteOlderGroup(usageNanoseconds: 0);
        var sampler = Open();

        _time.Advance(TimeSpan.FromSeconds(1));
        WriteStat(busy: 1100, idle: 9900);
        WriteOlderGroup(usageNanoseconds: 1_500_000_000);

        var figures = sampler.Read();
        Assert.Equal(75, figures.CpuPercent, 3);
        Assert.Equal(50, figures.RamPercent, 3);
    }

    [Fact]
    public void The_older_hierarchies_without_limits_leave_the_machine_s_figures()
    {
        _root.Write("proc/self/cgroup", "4:memory:/job\n2:cpu,cpuacct:/job\n");
        WriteOlderGroup(usageNanoseconds: 0, quota: "-1", limit: "9223372036854771712");
        var sampler = Open();

        _time.Advance(TimeSpan.FromSeconds(1));
        WriteStat(busy: 1300, idle: 9700);
        WriteOlderGroup(usageNanoseconds: 1_500_000_000, quota: "-1", limit: "9223372036854771712");

        var figures = sampler.Read();
        Assert.Equal(30, figures.CpuPercent, 3);
        Assert.Equal(25, figures.RamPercent, 3);
    }

    [Theory]
    [InlineData("")]
    [InlineData("cpu")]
    [InlineData("cpu  a b c d e f g h")]
    [InlineData("cpu  1 2")]
    [InlineData("intr 1 2 3 4 5 6 7 8")]
    public void Files_of_another_shape_leave_what_the_runtime_knows(string garbage)
    {
        _root.Write("proc/stat", garbage);
        _root.Write("proc/meminfo", garbage);
        _root.Write("proc/self/cgroup", garbage);
        var sampler = Open();
        _time.Advance(TimeSpan.FromSeconds(1));

        var figures = sampler.Read();

        Assert.InRange(figures.CpuPercent, 0, 100);
        Assert.InRange(figures.RamPercent, 0.01, 100);
    }

    [Fact]
    public void An_empty_root_gives_figures_all_the_same()
    {
        using var empty = new TempFolder();
        var figures = new HostSampler(_time, empty.Path).Read();

        Assert.InRange(figures.CpuPercent, 0, 100);
        Assert.InRange(figures.RamPercent, 0.01, 100);
        Assert.Null(figures.CpuPressure);
    }

    [Fact]
    public void A_system_without_proc_shows_the_use_of_this_process()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has a source of its own.");
        var sampler = new HostSampler(_time, root: null);
        var started = Environment.CpuUsage.TotalTime;
        while (Environment.CpuUsage.TotalTime - started < TimeSpan.FromMilliseconds(20))
            Thread.SpinWait(1000);
        _time.Advance(TimeSpan.FromMilliseconds(40));

        Assert.InRange(sampler.Read().CpuPercent, 1, 100);
    }

    [Fact]
    public void The_machine_it_runs_on_can_be_read()
    {
        var figures = new HostSampler(TimeProvider.System).Read();

        Assert.InRange(figures.CpuPercent, 0, 100);
        Assert.InRange(figures.RamPercent, 0.01, 100);
    }

    private HostSampler Open() => new(_time, _root.Path);

    private void Join(string group) => _root.Write("proc/self/cgroup", $"0::{group}\n");

    private void WriteStat(long busy, long idle) =>
        _root.Write("proc/stat", $"cpu  {busy} 0 0 {idle} 0 0 0 0 0 0\ncpu0 {busy} 0 0 {idle} 0 0 0 0 0 0\nintr 5 6 7\nctxt 1\n");

    private void WriteMemory(long total, long available) =>
        _root.Write("proc/meminfo", $"MemTotal:       {total} kB\nMemFree:         10 kB\nMemAvailable:   {available} kB\nBuffers:  1 kB\n");

    private void WriteGroup(
        string group, string? cpuMax = null, long? usageUsec = null, string? memoryMax = null, string? memoryCurrent = null, string? memoryStat = null)
    {
        var folder = Path.Combine("sys/fs/cgroup", group);
        if (cpuMax is not null)
            _root.Write(Path.Combine(folder, "cpu.max"), cpuMax + "\n");
        if (usageUsec is not null)
            _root.Write(Path.Combine(folder, "cpu.stat"), $"usage_usec {usageUsec}\nuser_usec 0\nsystem_usec 0\n");
        if (memoryMax is not null)
            _root.Write(Path.Combine(folder, "memory.max"), memoryMax + "\n");
        if (memoryCurrent is not null)
            _root.Write(Path.Combine(folder, "memory.current"), memoryCurrent + "\n");
        if (memoryStat is not null)
            _root.Write(Path.Combine(folder, "memory.stat"), memoryStat);
    }

    private void WriteOlderGroup(long usageNanoseconds, string quota = "200000", string limit = Gigabyte)
    {
        _root.Write("sys/fs/cgroup/cpu,cpuacct/job/cpu.cfs_quota_us", quota + "\n");
        _root.Write("sys/fs/cgroup/cpu,cpuacct/job/cpu.cfs_period_us", "100000\n");
        _root.Write("sys/fs/cgroup/cpu,cpuacct/job/cpuacct.usage", usageNanoseconds + "\n");
        _root.Write("sys/fs/cgroup/memory/job/memory.limit_in_bytes", limit + "\n");
        _root.Write("sys/fs/cgroup/memory/job/memory.usage_in_bytes", "966367642\n");
        _root.Write("sys/fs/cgroup/memory/job/memory.stat", "cache 7\ntotal_inactive_file 429496730\n");
    }
}
