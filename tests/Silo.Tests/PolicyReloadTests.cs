namespace Orchestrator.Silo.Tests;

public sealed class PolicyReloadTests
{
    [Fact]
    public async Task An_edit_changes_the_next_decision_and_a_broken_one_is_refused_with_its_place()
    {
        using var folder = new TemporaryFolder();
        await using var silo = await SiloProcess.StartAsync(folder, ("--simulate", "true"), ("--simulate-scale", "0"));
        var file = Path.Combine(silo.PoliciesFolder, "routing_policy.yaml");
        var before = await silo.GetAsync("/v1/routing/policy");
        Assert.Equal("CPU", await TargetAsync(silo));

        await File.WriteAllTextAsync(file, "rules:\n  - name: everything_quantized\n    priority_order: 1\n    target: QUANTIZED\n    confidence: 0.9\n");
        await silo.UntilAsync("/v1/routing/policy", policy => (string?)policy["version"] != (string?)before["version"], withinSeconds: 5);
        Assert.Equal("QUANTIZED", await TargetAsync(silo));

        await File.WriteAllTextAsync(file, "rules:\n  - name: everything_cloud\n    priority_order: 1\n    target: CLOUDY\n");
        var refused = await silo.UntilAsync("/v1/routing/policy", policy => policy["last_reload_errors"] is { } errors && errors.AsArray().Count > 0, withinSeconds: 5);

        Assert.Contains("CLOUDY", refused.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(4, (int)refused["last_reload_errors"]![0]!["line"]!);
        Assert.True((int)refused["last_reload_errors"]![0]!["column"]! > 0);
        Assert.Equal("QUANTIZED", await TargetAsync(silo));
    }

    [Fact]
    public async Task A_rule_made_over_the_api_decides_and_survives_a_restart()
    {
        using var folder = new TemporaryFolder();
        await using var silo = await SiloProcess.StartAsync(folder, ("--simulate", "true"), ("--simulate-scale", "0"));
        using var created = await silo.Http.PostAsync("/v1/routing/policy", new StringContent(
            """{"name":"chat_gpu","priority_order":1,"conditions":{"task_type":"CHAT"},"target":"GPU","confidence":0.9}""", null, "application/json"));
        Assert.Equal(System.Net.HttpStatusCode.Created, created.StatusCode);
        Assert.Equal("GPU", await TargetAsync(silo));

        await silo.KillAsync();
        await silo.RestartAsync();
        Assert.Equal("GPU", await TargetAsync(silo));

        using var deleted = await silo.Http.DeleteAsync("/v1/routing/policy/chat_gpu");
        Assert.Equal(System.Net.HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.Equal("CPU", await TargetAsync(silo));
        using var kept = await silo.Http.DeleteAsync("/v1/routing/policy/default_cpu");
        Assert.Equal(System.Net.HttpStatusCode.Conflict, kept.StatusCode);
    }

    private static async Task<string?> TargetAsync(SiloProcess silo) =>
        (string?)(await silo.RunAsync(new { task_type = "CHAT", input_text = "What is 2+2?" }))["routing_decision"]!["target"];
}
