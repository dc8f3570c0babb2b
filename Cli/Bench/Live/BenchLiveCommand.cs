using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Orchestrator.Configuration;
using Orchestrator.Routing;
using Spectre.Console;

namespace Orchestrator.Cli.Bench;

/// <summary><c>orchestrator bench live</c>: the replay through real servers whose engines sleep as the truth says, beside the benchmark's own forecast of it.</summary>
internal static class BenchLiveCommand
{
    private static readonly RoutingStage[] Stages = [RoutingStage.Rule, RoutingStage.Scored, RoutingStage.Ml];

    public static Command Build(CommandContext context)
    {
        var replay = new Option<string>("--replay") { Description = "Tasks to replay (CSV, gzipped or not)", Required = true };
        var truth = new Option<string>("--truth") { Description = "What would become of each task on each target", Required = true };
        var outcomes = new Option<string?>("--outcomes") { Description = "Folder with the prompts that tasks name by id" };
        var dilation = new Option<double>("--dilation") { Description = "Factor on arrival times: the larger, the lighter the load", DefaultValueFactory = _ => 20.0 };
        var compression = new Option<double>("--compression") { Description = "By how much time is shortened, 1 to 200", DefaultValueFactory = _ => 20.0 };
        var tasks = new Option<int>("--tasks") { Description = "How many tasks of the replay", DefaultValueFactory = _ => 300 };
        var policy = new Option<string>("--policy") { Description = "Policy file", DefaultValueFactory = _ => "policies/routing_policy.yaml" };
        var silo = new Option<string?>("--silo") { Description = "The server's program, or the folder it lies in" };
        return context.Local("live", "Replay a workload through real servers in shortened time: is the ranking of stages the benchmark's?", async (arguments, cancellation) =>
        {
            var factor = arguments.GetValue(compression);
            if (!(factor is >= 1 and <= 200))
                throw new ArgumentException($"--compression is {factor.ToString(CultureInfo.InvariantCulture)}; it must be from 1 to 200.");
            var work = ReplayFiles.Read(
                arguments.GetRequiredValue(replay), arguments.GetRequiredValue(truth), arguments.GetValue(outcomes), arguments.GetValue(dilation), arguments.GetValue(tasks));
            var text = await File.ReadAllTextAsync(arguments.GetRequiredValue(policy), cancellation);
            var (options, program) = (new WorldOptions(), SiloProgram.Find(arguments.GetValue(silo)));
            List<LiveRow> rows = [];
            foreach (var stage in Stages)
            {
                if (!arguments.GetValue(context.Json))
                    context.Console.WriteLine($"Stage {WireNames.Of(stage)} through a server of its own …");
                var live = await RunAsync(work, text, options, program, stage, factor, cancellation);
                var bench = new World(work, options, new StagedRouter(WireNames.Of(stage), stage, Compile(text), work, options)).Run();
                rows.Add(new LiveRow(WireNames.Of(stage), live.Utility, bench.Utility, live.Sla, bench.Sla, live.CostUsd, bench.CostUsd, live.P95Seconds, bench.P95Seconds));
            }

            var same = Ranking(rows, row => row.LiveUtility).SequenceEqual(Ranking(rows, row => row.BenchUtility));
            Write(context, arguments.GetValue(context.Json), rows, same);
            return same ? ExitCode.Success : ExitCode.Failure;
        }, replay, truth, outcomes, dilation, compression, tasks, policy, silo);
    }

    private static async Task<WorldResult> RunAsync(
        Replay work, string policy, WorldOptions options, string program, RoutingStage stage, double compression, CancellationToken cancellation)
    {
        await using var engines = new TruthEngines(work, compression);
        using var folder = new LiveFolder(policy, engines.Address, options, compression);
        await using var server = await EmbeddedServer.StartAsync(
            program,
            cancellation,
            [
                "--policies", folder.Path, "--resource-monitor-interval-sec", "0.1", "--aging-step-sec", Math.Max(0.1, 30 / compression).ToString(CultureInfo.InvariantCulture),
                // In the benchmark's world all slots busy is overload; simulated telemetry stops short of the usual thresholds.
                // The truth knows whole documents only.
                "--summary-chunk-tokens", "1000000",
                "--gpu-overload-percent", "80", "--cpu-overload-percent", "80",
            ]);
        return await new LiveRun(work, server.Client, compression, options.LocalCostUsd).RunAsync(stage, cancellation);
    }

    private static RoutingPolicy Compile(string text)
    {
        var document = PolicyFile.Parse(text);
        return document.Errors.Count == 0
            ? RoutingPolicy.Compile("live", document.Rules, document.Settings)
            : throw new InvalidDataException($"The policy cannot be used: {string.Join("; ", document.Errors)}");
    }

    private static IEnumerable<string> Ranking(List<LiveRow> rows, Func<LiveRow, double> utility) => rows.OrderByDescending(utility).Select(row => row.Stage);

    private static void Write(CommandContext context, bool json, List<LiveRow> rows, bool same)
    {
        if (json)
        {
            context.Output.WriteLine(JsonSerializer.Serialize(new LiveReport(rows, same), LiveJson.Default.LiveReport));
            return;
        }

        string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
        context.Console.Write(RoutingReport.Table(
            ["stage", "utility live", "bench", "SLA live", "bench", "cost USD live", "bench", "p95 s live", "bench"],
            rows.Select(row => new[]
            {
                row.Stage, Number(row.LiveUtility, "0.000"), Number(row.BenchUtility, "0.000"), Number(100 * row.LiveSla, "0.0") + " %", Number(100 * row.BenchSla, "0.0") + " %",
                Number(row.LiveCostUsd, "0.0000"), Number(row.BenchCostUsd, "0.0000"), Number(row.LiveP95S, "0.0"), Number(row.BenchP95S, "0.0"),
            })));
        context.Console.WriteLine(same ? "The ranking of stages is the benchmark's." : "The ranking of stages is not the benchmark's.");
    }
}
