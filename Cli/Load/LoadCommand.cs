using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Spectre.Console;

namespace Orchestrator.Cli;

/// <summary><c>orchestrator load</c>: many users against a server, and what they got.</summary>
internal static class LoadCommand
{
    private const int MostTasks = 1_000_000, MostUsers = 5_000;
    private static readonly TimeSpan Refresh = TimeSpan.FromMilliseconds(250);

    public static Command Build(CommandContext context)
    {
        var users = Bounded("--users", "Closed loop: users that each wait for their task", 100, 1, MostUsers);
        var tasks = Bounded("--tasks", "Tasks in all", 20_000, 1, MostTasks);
        var warmUp = Bounded("--warm-up", "Tasks before them that are not counted: at most as many, for at most 20 s", 20_000, 0, MostTasks);
        var rate = new Option<double?>("--rate") { Description = "Open loop: tasks a second, whatever the server does" };
        var duration = new Option<double?>("--duration") { Description = "Start no task after so many seconds" };
        var timeout = Bounded("--task-timeout", "Seconds after which an accepted task that is not terminal counts as lost", 60, 1, 3600);
        var stream = new Option<bool>("--stream") { Description = "Follow each task's stream instead of waiting for its end" };
        var openAi = new Option<bool>("--openai") { Description = "Ask as OpenAI clients do, at /v1/chat/completions" };
        var remote = new Option<bool>("--allow-remote") { Description = "Allow a server on another machine" };
        foreach (var positive in new[] { rate, duration })
            positive.Validators.Add(result =>
            {
                if (result.GetValueOrDefault<double?>() is not > 0)
                    result.AddError($"{positive.Name} must be above 0.");
            });
        return context.Command("load", "Put load on a server and measure it", async (arguments, client, cancellation) =>
        {
            if (!client.Address.IsLoopback && !arguments.GetValue(remote))
                throw new ArgumentException($"{client.Address} is another machine; --allow-remote says that it may be put under load.");
            var plan = new LoadPlan(
                arguments.GetValue(users), arguments.GetValue(tasks), Math.Min(arguments.GetValue(warmUp), arguments.GetValue(tasks)), arguments.GetValue(rate),
                arguments.GetValue(duration) is { } seconds ? TimeSpan.FromSeconds(seconds) : null);
            var taskTimeout = TimeSpan.FromSeconds(arguments.GetValue(timeout));
            ILoadPath path = (arguments.GetValue(openAi), arguments.GetValue(stream)) switch
            {
                (true, var streamed) => new OpenAiPath(client, streamed),
                (false, true) => new EventPath(client, taskTimeout),
                _ => new TaskPath(client, taskTimeout),
            };
            var json = arguments.GetValue(context.Json);
            // Different in every run against the same server, so that no prompt was ever seen before.
            var run = Stopwatch.GetTimestamp().ToString("x", CultureInfo.InvariantCulture);
            var load = new LoadRun(client, path, plan, run);
            var report = json ? await load.RunAsync(_ => { }, cancellation) : await ShowAsync(load, plan, context.Console, cancellation);
            if (json)
                context.Output.WriteLine(JsonSerializer.Serialize(report, LoadJson.Default.LoadReport));
            else
                report.Print(context.Console);
            return report is { Errors: 0, Lost: 0, Double: 0, Wrong: 0 } ? ExitCode.Success : ExitCode.Failure;
        }, users, tasks, warmUp, rate, duration, stream, openAi, timeout, remote);
    }

    public static Option<int> Bounded(string name, string description, int usual, int least, int most)
    {
        var option = new Option<int>(name) { Description = $"{description} ({least} to {most})", DefaultValueFactory = _ => usual };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is var value && (value < least || value > most))
                result.AddError($"{name} is {value}; it must be from {least} to {most}.");
        });
        return option;
    }

    private static Task<LoadReport> ShowAsync(LoadRun load, LoadPlan plan, IAnsiConsole console, CancellationToken cancellation) =>
        console.Progress().Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn()).StartAsync(async progress =>
        {
            var bar = progress.AddTask("warming up", maxValue: plan.Tasks);
            LoadTally? tally = null;
            var running = load.RunAsync(begun => tally = begun, cancellation);
            while (await Task.WhenAny(running, Task.Delay(Refresh, cancellation)) != running)
            {
                if (tally is not { } now)
                    continue;
                bar.Description = now.Errors == 0 ? "tasks" : $"tasks, {now.Errors} errors";
                bar.Value = now.Done + now.Errors;
            }

            bar.Value = plan.Tasks;
            return await running;
        });
}
