using System.Text.Json;

namespace Orchestrator.Cli.Tests;

public sealed class PolicyCheckTests : IDisposable
{
    private readonly Tool _tool = new();
    private readonly TestServers.TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_error_of_a_policy_is_named_with_its_place()
    {
        var file = Write("""
            rules:
              - name: Bad Name
                priority_order: 10
                conditions: { priority: SOON }
                target: CPU
              - name: rest
                priority_order: 20
                target: CPU
            """);

        Assert.Equal(1, await _tool.RunAsync("policy", "check", file));

        Assert.Contains($"{file}(2,", _tool.Output, StringComparison.Ordinal);
        Assert.Contains($"{file}(4,", _tool.Output, StringComparison.Ordinal);
        Assert.Equal(2, _tool.Output.Split(": error: ").Length - 1);
    }

    [Fact]
    public async Task A_rule_that_can_never_decide_is_a_warning_and_the_file_is_good()
    {
        var file = Write("""
            rules:
              - { name: urgent, priority_order: 10, conditions: { priority: URGENT }, target: CLOUD }
              - { name: urgent_again, priority_order: 20, conditions: { priority: URGENT, is_batch: true }, target: GPU }
              - { name: rest, priority_order: 30, target: CPU }
            """);

        Assert.Equal(0, await _tool.RunAsync("policy", "check", file, "--json"));

        using var findings = JsonDocument.Parse(_tool.Output);
        var finding = Assert.Single(findings.RootElement.EnumerateArray());
        Assert.Equal(("warning", 3), (finding.GetProperty("severity").GetString(), finding.GetProperty("line").GetInt32()));
    }

    [Fact]
    public async Task A_cost_configuration_is_known_by_its_keys()
    {
        var file = Write("""
            baseline_model: gemini
            baseline_embedding_model: embed
            prices:
              - { model: gemini, input: -1, output: 2 }
              - { model: embed, input: 0.1, output: 0 }
            """);

        Assert.Equal(1, await _tool.RunAsync("policy", "check", file));
        Assert.Contains("prices[0].input", _tool.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_files_of_the_product_are_good()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "policies");

        Assert.Equal(0, await _tool.RunAsync("policy", "check", Path.Combine(folder, "routing_policy.yaml"), Path.Combine(folder, "cost_config.yaml"), Path.Combine(folder, "accounts.yaml")));
        Assert.Equal("Nothing is wrong.", _tool.Output.TrimEnd());
    }

    [Fact]
    public async Task A_missing_file_is_exit_code_2() => Assert.Equal(2, await _tool.RunAsync("policy", "check", _folder.File("nowhere.yaml")));

    private string Write(string text)
    {
        var file = _folder.File("file.yaml");
        File.WriteAllText(file, text);
        return file;
    }
}
