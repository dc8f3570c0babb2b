using System.CommandLine;
using Orchestrator.Configuration;
using Orchestrator.Routing;
using Spectre.Console;

namespace Orchestrator.Cli.Bench;

/// <summary><c>orchestrator bench routing</c>: the product's decision engine and every baseline through the same simulated day.</summary>
internal static class BenchRoutingCommand
{
    public static Command Build(TextWriter output, TextWriter errors, IAnsiConsole console)
    {
        var replay = new Option<string>("--replay") { Description = "Tasks to replay (CSV, gzipped or not)", Required = true };
        var truth = new Option<string>("--truth") { Description = "What would become of each task on each target", Required = true };
        var outcomes = new Option<string?>("--outcomes") { Description = "Folder with outcomes_*.csv: the prompts that tasks name by id" };
        var dilation = new Option<double>("--dilation") { Description = "Factor on arrival times: the larger, the lighter the load", DefaultValueFactory = _ => 20.0 };
        var scenario = new Option<string>("--scenario") { Description = "What happens to the machines", DefaultValueFactory = _ => "base" };
        scenario.AcceptOnlyFromAmong("base", "gpu_down", "cloud_slow", "rate_limited");
        var policy = new Option<string?>("--policy") { Description = "Policy file for the stage rule and the weights of the utility; the built-in default otherwise" };
        var model = new Option<string?>("--model") { Description = "Trained model file: adds a row for stage ml with its trees" };
        var limit = new Option<int?>("--limit") { Description = "Replay only the first so many tasks" };
        var json = new Option<bool>("--json") { Description = "Write JSON" };
        var command = new Command("routing", "Replay a workload through every router and every stage") { replay, truth, outcomes, dilation, scenario, policy, model, limit, json };
        command.SetAction(arguments => ExitCode.Guard(errors, () =>
        {
            var tasks = ReplayFiles.Read(
                arguments.GetRequiredValue(replay), arguments.GetRequiredValue(truth), arguments.GetValue(outcomes), arguments.GetValue(dilation), arguments.GetValue(limit));
            var options = WorldOptions.For(Scenarios.Parse(arguments.GetValue(scenario)!), tasks.Tasks[^1].ArrivesAt);
            var result = RoutingBenchmark.Run(tasks, options, new RouterCatalogue(tasks, options, ReadPolicy(arguments.GetValue(policy)), ReadModel(arguments.GetValue(model))));
            if (arguments.GetValue(json))
            {
                output.WriteLine(RoutingReport.ToJson(result));
            }
            else
            {
                RoutingReport.Print(result, console);
            }

            return ExitCode.Success;
        }));
        return command;
    }

    private static OutcomeModel? ReadModel(string? path) => path is null ? null : OutcomeModelFile.Read(File.ReadAllText(path));

    private static RoutingPolicy ReadPolicy(string? path)
    {
        path ??= File.Exists("policies/routing_policy.yaml") ? "policies/routing_policy.yaml" : null;
        if (path is null)
        {
            return RoutingPolicy.Default;
        }

        var document = PolicyFile.Parse(File.ReadAllText(path));
        return document.Errors.Count == 0
            ? RoutingPolicy.Compile(path, document.Rules, document.Settings)
            : throw new InvalidDataException($"{path}: {string.Join("; ", document.Errors)}");
    }
}
