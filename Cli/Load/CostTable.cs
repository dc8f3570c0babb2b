using Spectre.Console;

namespace Orchestrator.Cli;

/// <summary>What a task has cost the server, by stage of its path.</summary>
internal static class CostTable
{
    /// <param name="spent">What the measured tasks have cost together.</param>
    /// <param name="tasks">How many were completed.</param>
    /// <param name="console">Where to.</param>
    public static void Print(ServerFigures spent, long tasks, IAnsiConsole console)
    {
        if (tasks == 0 || spent.Stages.Count == 0 || spent is not { Cpu: { } cpu, AllocatedBytes: { } allocated })
            return;
        var table = TaskReport.Table("per task", "CPU", "allocated");
        foreach (var (stage, cost) in spent.Stages)
            Row(stage, cost.CpuSeconds, cost.Bytes);
        // Not a stage of its own: HTTP, messages between grains, scheduling, garbage collection, compilation.
        Row("everything else", cpu.TotalSeconds - spent.Stages.Values.Sum(stage => stage.CpuSeconds), allocated - spent.Stages.Values.Sum(stage => stage.Bytes));
        Row("in all", cpu.TotalSeconds, allocated);
        console.Write(table);

        void Row(string name, double cpuSeconds, double bytes) => table.Row(name, $"{cpuSeconds * 1e6 / tasks:0} µs", $"{bytes / tasks / 1000:0.0} kB");
    }
}
