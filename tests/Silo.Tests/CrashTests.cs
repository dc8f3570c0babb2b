namespace Orchestrator.Silo.Tests;

public sealed class CrashTests
{
    [Fact]
    public async Task After_a_kill_every_accepted_task_is_there_and_ends_exactly_once()
    {
        const int tasks = 200;
        using var folder = new TemporaryFolder();
        await using var silo = await SiloProcess.StartAsync(folder, ("--simulate", "true"), ("--simulate-scale", "2"));
        var ids = await Task.WhenAll(Enumerable.Range(0, tasks).Select(i => silo.SubmitAsync(new
        {
            task_type = "CHAT", input_text = $"Question {i}: what is {i} + {i}?", target = i % 2 == 0 ? "CLOUD" : null, max_output_tokens = 20,
        })));

        await silo.KillAsync();
        await silo.RestartAsync();
        var finished = await Task.WhenAll(ids.Select(silo.FinishedAsync));

        Assert.Equal(tasks, finished.Select(task => (string?)task["task_id"]).Distinct().Count());
        Assert.All(finished, task => Assert.Equal("COMPLETED", (string?)task["status"]));
        var stats = await silo.GetAsync("/v1/routing/stats?hours=24");
        Assert.Equal((tasks, tasks), ((int)stats["total_tasks"]!, (int)stats["by_status"]!["COMPLETED"]!));
    }

    [Fact]
    public async Task A_failing_first_target_is_followed_by_the_next_and_the_attempts_tell_it()
    {
        using var folder = new TemporaryFolder();
        SiloProcess.CopyPolicies(folder.File("policies"));

        // The GPU engine looks healthy and fails at every call; the CPU one works.
        await File.WriteAllTextAsync(folder.File("policies/engines.yaml"),
            """
            engines:
              - name: broken-gpu
                target: GPU
                kind: simulated
                chat_model: mistral
                failure_rate: 1
              - name: good-cpu
                target: CPU
                kind: simulated
                chat_model: phi3
            """);
        await using var silo = await SiloProcess.StartAsync(folder, ("--capabilities", "gpu,cpu"));

        var task = await silo.RunAsync(new { task_type = "CLASSIFICATION", priority = "HIGH", input_text = "Good or bad?" });

        Assert.Equal("COMPLETED", (string?)task["status"]);
        Assert.Equal(["GPU", "CPU"], task["attempts"]!.AsArray().Select(attempt => (string?)attempt!["target"]));
        Assert.NotNull(task["attempts"]![0]!["error"]);
        Assert.Equal("COMPLETED", (string?)task["attempts"]![1]!["outcome"]);
    }
}
