using System.CommandLine;
using System.Text.Json;
using Spectre.Console;

namespace Orchestrator.Cli;

/// <summary><c>orchestrator simulate</c>: tasks of four kinds, and where each went.</summary>
internal static class SimulateCommand
{
    public static Command Build(CommandContext context)
    {
        var which = new Option<string>("--scenario", "-s") { Description = "What to show", DefaultValueFactory = _ => "all" };
        which.AcceptOnlyFromAmong([.. RoutingScenario.All.Select(scenario => scenario.Name), "all"]);
        var embedded = new Option<bool>("--embedded") { Description = "Start a simulated server even when one runs" };
        var silo = new Option<string?>("--silo") { Description = "The server's program, or the folder it lies in" };
        return context.Command("simulate", "Show where tasks of four kinds go; without a server, a simulated one is started for it", async (arguments, client, cancellation) =>
        {
            var json = arguments.GetValue(context.Json);
            var own = arguments.GetValue(embedded) || (!context.NamesServer(arguments) && !await client.IsReadyAsync(cancellation));
            if (own && !json)
                context.Console.MarkupLine("[grey]Starting a simulated server …[/]");
            await using var server = own ? await EmbeddedServer.StartAsync(SiloProgram.Find(arguments.GetValue(silo)), cancellation) : null;
            var name = arguments.GetValue(which);
            var results = new List<ScenarioResult>();
            foreach (var scenario in RoutingScenario.All.Where(scenario => name == "all" || name == scenario.Name))
            {
                var result = await ScenarioResult.RunAsync(scenario, server?.Client ?? client, cancellation);
                results.Add(result);
                if (!json)
                    result.Print(context.Console);
            }

            if (json)
                context.Output.WriteLine(JsonSerializer.Serialize(results, ScenarioJson.Default.IReadOnlyListScenarioResult));
            else
                PrintTotal(results.SelectMany(result => result.Rows).ToList(), context.Console);
            return results.All(result => result.Rows.All(row => row.Status == "COMPLETED")) ? ExitCode.Success : ExitCode.Failure;
        }, which, embedded, silo);
    }

    private static void PrintTotal(List<ScenarioRow> rows, IAnsiConsole console)
    {
        console.WriteLine($"{rows.Count} tasks: {Figures.Usd(rows.Sum(row => row.CostUsd ?? 0))} spent, {Figures.Usd(rows.Sum(row => row.SavedUsd ?? 0))} saved against the cloud.");
        if (rows.Exists(row => row.Simulated))
            console.WriteLine("Simulated engines: latencies are shortened in proportion, prices are those of cost_config.yaml.");
    }
}
