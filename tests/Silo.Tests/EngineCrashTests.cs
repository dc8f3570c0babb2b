using System.Diagnostics;
using System.Globalization;

namespace Orchestrator.Silo.Tests;

/// <summary>What dies here is a silo's own child process, so this silo is shared with no other test.</summary>
public sealed class EngineCrashTests(RealSilo fixture) : IClassFixture<RealSilo>
{
    private SiloProcess Silo => fixture.Silo;

    [Fact]
    public async Task Killing_the_engine_in_the_middle_of_a_task_costs_neither_the_silo_nor_the_task()
    {
        var id = await Silo.SubmitAsync(new { task_type = "CHAT", input_text = "Tell me an endless story", max_output_tokens = 1500 });
        var running = await Silo.UntilAsync($"/v1/tasks/{id}", task => (string?)task["status"] == "EXECUTING");
        var victim = (string?)running["attempts"]![0]!["target"];

        foreach (var child in Children(Silo.ProcessId, $"demo-{(victim == "CPU" ? "f16" : "q4_0")}"))
            child.Kill();
        var task = await Silo.FinishedAsync(id);

        Assert.Equal("COMPLETED", (string?)task["status"]);
        var attempts = task["attempts"]!.AsArray();
        Assert.True(attempts.Count >= 2, task.ToJsonString());
        Assert.Equal(victim, (string?)attempts[0]!["target"]);
        Assert.NotEqual("COMPLETED", (string?)attempts[0]!["outcome"]);
        Assert.NotNull(attempts[0]!["error"]);
        Assert.Equal("COMPLETED", (string?)attempts[^1]!["outcome"]);
        // Its supervisor starts it again: the target that lost its engine answers once more.
        await Silo.UntilAsync("/v1/resources", resources => RealSilo.Engines(resources).Count(engine => (bool)engine["healthy"]!) >= 2);
    }

    private static IEnumerable<Process> Children(int parent, string commandPart) =>
        from folder in Directory.GetDirectories("/proc")
        let name = Path.GetFileName(folder)
        where name.All(char.IsAsciiDigit) && File.Exists($"{folder}/stat")
        where Read($"{folder}/stat").Split(") ").LastOrDefault()?.Split(' ').ElementAtOrDefault(1) == $"{parent}"
        where Read($"{folder}/cmdline").Contains(commandPart, StringComparison.OrdinalIgnoreCase)
        select Process.GetProcessById(int.Parse(name, CultureInfo.InvariantCulture));

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            // The process ended between the listing and the look.
            return "";
        }
    }
}
