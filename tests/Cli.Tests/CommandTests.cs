using System.Text.Json;
using Spectre.Console;

namespace Orchestrator.Cli.Tests;

public sealed class CommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cli-tests-").FullName;
    private readonly StringWriter _output = new();
    private readonly StringWriter _errors = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private int Run(params string[] arguments) => CommandTree
        .Build(_output, _errors, AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(_output) }))
        .Parse(arguments)
        .Invoke(new System.CommandLine.InvocationConfiguration { Output = _output, Error = _errors });

    private string Write(string name, params string[] lines)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllLines(path, lines);
        return path;
    }

    private (string Replay, string Truth) Workload(int tasks)
    {
        string[] targets = ["GPU", "CPU", "QUANTIZED", "CLOUD"];
        var replay = Write("replay.csv", [
            "seq,t_ms,task_type,priority,is_batch,max_latency_ms,input_chars,prompt_id,value,cost_weight",
            .. Enumerable.Range(0, tasks).Select(i => $"{i},{i * 200},CHAT,NORMAL,0,30000,400,,1.0,0.4")]);
        var truth = Write("truth.csv", [
            $"seq,group,in_tokens,{string.Join(',', targets.Select(t => $"quality_{t},out_tokens_{t},service_s_{t},fails_{t}"))},cloud_cost_usd",
            .. Enumerable.Range(0, tasks).Select(i => $"{i},CHAT,100,0.9,50,1.5,0,0.8,50,6.0,0,0.7,50,4.0,0,0.95,50,0.8,0,0.0001")]);
        return (replay, truth);
    }

    [Fact]
    public void The_routing_benchmark_writes_the_agreed_json()
    {
        var (replay, truth) = Workload(60);

        Assert.Equal(0, Run("bench", "routing", "--replay", replay, "--truth", truth, "--json"));

        using var report = JsonDocument.Parse(_output.ToString());
        var row = report.RootElement.GetProperty("rows")[0];
        Assert.Equal(
            ["router", "utility", "informed_share", "value", "sla", "sla_urgent_high", "cost_vs_all_cloud", "p50_s", "p95_s"],
            row.EnumerateObject().Select(property => property.Name));
        Assert.Equal("all cloud", row.GetProperty("router").GetString());
        Assert.Equal(
            ["saved_at_95_value", "saved_at_equal_service", "apgr_dyn"],
            report.RootElement.GetProperty("frontier").GetProperty("ml").EnumerateObject().Select(property => property.Name));
    }

    [Theory]
    [InlineData("all local")]
    [InlineData("random")]
    [InlineData("round robin")]
    [InlineData("least loaded")]
    [InlineData("rule")]
    [InlineData("scored")]
    [InlineData("ml")]
    [InlineData("oracle (informed)")]
    [InlineData("oracle (clairvoyant)")]
    public void Every_stage_and_baseline_has_a_row(string router)
    {
        var (replay, truth) = Workload(20);
        Run("bench", "routing", "--replay", replay, "--truth", truth, "--json");

        using var report = JsonDocument.Parse(_output.ToString());
        Assert.Contains(report.RootElement.GetProperty("rows").EnumerateArray(), row => row.GetProperty("router").GetString() == router);
    }

    [Fact]
    public void Tables_are_for_people()
    {
        var (replay, truth) = Workload(20);

        Assert.Equal(0, Run("bench", "routing", "--replay", replay, "--truth", truth, "--scenario", "gpu_down"));
        Assert.Contains("saved", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_one_line_and_exit_code_2()
    {
        Assert.Equal(2, Run("bench", "routing", "--replay", "nowhere.csv", "--truth", "nowhere.csv"));
        Assert.Contains("nowhere.csv", Assert.Single(_errors.ToString().TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_without_the_columns_is_refused_by_name()
    {
        var file = Write("wrong.csv", "a,b", "1,2");

        Assert.Equal(2, Run("bench", "routing", "--replay", file, "--truth", file));
        Assert.Contains("has no column 't_ms'", _errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_scenario_is_refused_with_what_is_allowed()
    {
        var (replay, truth) = Workload(5);

        Assert.NotEqual(0, Run("bench", "routing", "--replay", replay, "--truth", truth, "--scenario", "flood"));
        Assert.Contains("gpu_down", _errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_text_benchmark_has_random_length_and_head_with_intervals()
    {
        var file = Write("outcomes.csv", [
            "id,dataset,prompt,ok_strong,ok_weak",
            .. Enumerable.Range(0, 200).Select(i => $"p{i},demo/x,\"{(i % 2 == 0 ? "prove, please, the theorem" : "name the colour")} {i}\",1,{i % 2}")]);

        Assert.Equal(0, Run("bench", "text", file, "--json"));

        using var report = JsonDocument.Parse(_output.ToString());
        var rows = report.RootElement.GetProperty("rows").EnumerateArray().ToDictionary(row => row.GetProperty("router").GetString()!);
        Assert.Equal(["random", "prompt length", "hashed words and length"], rows.Keys);
        Assert.Equal(0.5, rows["random"].GetProperty("apgr").GetDouble(), 0.08);
        Assert.True(rows["hashed words and length"].GetProperty("low").GetDouble() > 0.7);
    }

    [Fact]
    public void A_quoted_field_may_hold_commas_quotes_and_line_breaks()
    {
        var path = Write("quoted.csv", "id,prompt", "1,\"a, \"\"b\"\"", "c\"");

        Assert.Equal(["1", "a, \"b\"\nc"], Bench.CsvTable.Read(path).Rows[0]);
    }
}
