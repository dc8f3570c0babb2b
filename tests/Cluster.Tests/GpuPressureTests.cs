using System.Diagnostics;
using System.Globalization;

namespace Orchestrator.Cluster.Tests;

/// <summary>Real telemetry, read by the real NVML binding from a library whose GPUs the test sets; only the engines are simulated.</summary>
[Collection(nameof(ClusterServers))]
public sealed class GpuPressureTests(ITestOutputHelper output)
{
    private const double IntervalSec = 1;

    private const string Engines =
        """
        engines:
          - { name: gpu, target: GPU, kind: simulated, chat_model: mistral, latency_scale: 0 }
          - { name: cpu, target: CPU, kind: simulated, chat_model: phi3, latency_scale: 0 }
        """;

    [Fact]
    public async Task A_busy_GPU_gets_no_new_work_and_gets_it_again_when_it_is_idle()
    {
        Assert.SkipWhen(FakeNvmlLibrary.WhyNot is not null && !Requirement.AllRequired, FakeNvmlLibrary.WhyNot ?? "");
        using var folder = new TemporaryFolder();
        var nvml = FakeNvmlLibrary.Build(Directory.CreateDirectory(folder.File("nvml")).FullName);
        nvml.SetCount(1);
        await using var silo = await StartAsync(folder, nvml);
        await UntilTargetIsAsync(silo, "GPU");

        nvml.SetUtilization(0, 95);
        var away = await UntilTargetIsAsync(silo, "CPU");
        nvml.SetUtilization(0, 20);
        var back = await UntilTargetIsAsync(silo, "GPU");

        output.WriteLine($"New work left the GPU {away.TotalSeconds:0.00} s after it became busy and came back {back.TotalSeconds:0.00} s after it was idle; the interval is {IntervalSec} s.");
        Assert.True(away.TotalSeconds < (2 * IntervalSec) + 3, $"It took {away}.");
        Assert.True(back.TotalSeconds < (2 * IntervalSec) + 3, $"It took {back}.");
    }

    private static async Task<SiloProcess> StartAsync(TemporaryFolder folder, FakeNvmlLibrary nvml)
    {
        SiloProcess.CopyPolicies(folder.File("policies"));
        await File.WriteAllTextAsync(folder.File("policies/engines.yaml"), Engines);

        // The machine's own CPU load must not decide this test.
        return await SiloProcess.StartAsync(
            folder, ("LD_LIBRARY_PATH", nvml.Folder), ("--cpu-overload-percent", "100"), ("--resource-monitor-interval-sec", IntervalSec.ToString(CultureInfo.InvariantCulture)));
    }

    /// <summary>Submits tasks that prefer a GPU until one was sent to <paramref name="target"/>, and two more confirm it; the time to the first of them.</summary>
    private static async Task<TimeSpan> UntilTargetIsAsync(SiloProcess silo, string target)
    {
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(30))
        {
            var sent = Stopwatch.GetElapsedTime(started);
            var targets = new List<string?>();
            for (var i = 0; i < 3 && (i == 0 || targets[^1] == target); i++)
            {
                var task = await silo.RunAsync(new { task_type = "CLASSIFICATION", priority = "HIGH", input_text = "Good or bad?" });
                targets.Add((string?)task["routing_decision"]!["target"]);
            }

            if (targets is [_, _, _] && targets.TrueForAll(chosen => chosen == target))
                return sent;
            await Task.Delay(20);
        }

        throw new TimeoutException($"No task went to {target}. {await silo.GetAsync("/v1/resources")}");
    }
}
