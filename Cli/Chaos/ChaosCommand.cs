using System.CommandLine;
using System.Text.Json;

namespace Orchestrator.Cli;

/// <summary><c>orchestrator chaos</c>: a cluster of one's own is disturbed under load, and the books are checked.</summary>
internal static class ChaosCommand
{
    private static readonly string[] ActionNames = [.. Enum.GetNames<ChaosAction>().Select(name => name.ToLowerInvariant())];

    public static Command Build(CommandContext context)
    {
        var silos = LoadCommand.Bounded("--silos", "Silos of the cluster", 3, 2, 9);
        var rounds = LoadCommand.Bounded("--rounds", "Disturbances in all", 8, 1, 1000);
        var actions = new Option<string>("--actions") { Description = $"What happens, in turn: any of {string.Join(", ", ActionNames)}", DefaultValueFactory = _ => string.Join(',', ActionNames) };
        var users = LoadCommand.Bounded("--users", "Callers that submit tasks all the time", 4, 1, 200);
        var pause = LoadCommand.Bounded("--pause-ms", "Pause of a caller between two tasks, milliseconds", 200, 10, 60_000);
        var away = LoadCommand.Bounded("--away-sec", "Seconds a killed or stopped silo stays away", 3, 0, 600);
        var cut = LoadCommand.Bounded("--cut-sec", "Seconds a link stays cut", 8, 1, 600);
        var settle = LoadCommand.Bounded("--settle-sec", "Seconds the cluster may take to be whole again, and the last tasks to end", 90, 10, 3600);
        var scale = LoadCommand.Bounded("--simulate-scale", "Factor on the times of the simulated engines", 1, 0, 1000);
        var seed = LoadCommand.Bounded("--seed", "Seed of the choice of victims", 1, 0, int.MaxValue);
        var redis = new Option<string?>("--redis-url") { Description = "Use this Redis instead of starting one" };
        var database = new Option<string?>("--database-url") { Description = "Use this empty PostgreSQL database instead of starting a server" };
        var logs = new Option<string?>("--logs") { Description = "Keep what the processes write in this folder" };
        var silo = new Option<string?>("--silo") { Description = "The server's program, or the folder it lies in" };
        return context.Local("chaos", "Kill, stop, restart and cut off silos of a cluster of its own under load, then check the books", async (arguments, cancellation) =>
        {
            if (OperatingSystem.IsWindows())
                throw new ArgumentException("chaos stops processes with signals: it needs Linux or macOS.");
            var plan = new ChaosPlan(
                arguments.GetValue(silos), arguments.GetValue(rounds), Parse(arguments.GetValue(actions)!), arguments.GetValue(users), TimeSpan.FromMilliseconds(arguments.GetValue(pause)),
                TimeSpan.FromSeconds(arguments.GetValue(away)), TimeSpan.FromSeconds(arguments.GetValue(cut)), TimeSpan.FromSeconds(arguments.GetValue(settle)),
                arguments.GetValue(scale), arguments.GetValue(seed));
            var setup = new ChaosSetup(SiloProgram.Find(arguments.GetValue(silo)), arguments.GetValue(redis), arguments.GetValue(database), plan.Actions.Contains(ChaosAction.Cut), arguments.GetValue(logs));
            var json = arguments.GetValue(context.Json);
            Action<string> say = json ? _ => { } : line => context.Output.WriteLine(line);
            say($"Starting {plan.Silos} silos and a gateway …");
            await using var cluster = await ChaosCluster.StartAsync(setup, plan, cancellation);
            var report = await new ChaosRun(cluster, plan, say).RunAsync(cancellation);
            if (json)
                context.Output.WriteLine(JsonSerializer.Serialize(report, ChaosJson.Default.ChaosReport));
            else
                report.Print(context.Console);
            return report.InOrder ? ExitCode.Success : ExitCode.Failure;
        }, silos, rounds, actions, users, pause, away, cut, settle, scale, seed, redis, database, logs, silo);
    }

    /// <exception cref="ArgumentException">One of them is none.</exception>
    private static IReadOnlyList<ChaosAction> Parse(string text)
    {
        var words = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var wrong = words.Except(ActionNames).ToList();
        return words.Length > 0 && wrong.Count == 0
            ? [.. words.Select(word => Enum.Parse<ChaosAction>(word, ignoreCase: true))]
            : throw new ArgumentException($"--actions is '{text}'; it must be any of {string.Join(", ", ActionNames)}, comma separated.");
    }
}
