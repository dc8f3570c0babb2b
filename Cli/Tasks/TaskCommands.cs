using System.CommandLine;
using System.Globalization;
using Orchestrator.Routing;

namespace Orchestrator.Cli;

/// <summary><c>submit</c>, <c>watch</c>, <c>cancel</c>, <c>explain</c>, <c>tasks</c>, <c>stats</c>.</summary>
internal static class TaskCommands
{
    public static Command Submit(CommandContext context)
    {
        var task = new TaskOptions();
        var wait = new Option<bool>("--wait", "-w") { Description = "Watch it to its end" };
        return context.Command("submit", "Submit a task", async (arguments, client, cancellation) =>
        {
            var accepted = await client.SubmitAsync(task.Read(arguments, Console.In), cancellation);
            var json = arguments.GetValue(context.Json);
            if (arguments.GetValue(wait))
                return await TaskWatch.RunAsync(client, accepted.Value.TaskId, context, json, cancellation);
            context.Output.WriteLine(json ? accepted.Json : $"{accepted.Value.TaskId} {accepted.Value.Status}");
            return ExitCode.Success;
        }, [.. task.All, wait]);
    }

    public static Command Watch(CommandContext context)
    {
        var id = Id();
        return context.Command("watch", "Follow a task to its end", (arguments, client, cancellation) =>
            TaskWatch.RunAsync(client, arguments.GetRequiredValue(id), context, arguments.GetValue(context.Json), cancellation), id);
    }

    public static Command Cancel(CommandContext context)
    {
        var id = Id();
        return context.Command("cancel", "Cancel a task and stop its engine", async (arguments, client, cancellation) =>
        {
            var task = await client.CancelAsync(arguments.GetRequiredValue(id), cancellation);
            context.Output.WriteLine(arguments.GetValue(context.Json) ? task.Json : $"{task.Value.TaskId} {task.Value.Status}");
            return ExitCode.Success;
        }, id);
    }

    public static Command Explain(CommandContext context)
    {
        var task = new TaskOptions();
        return context.Command("explain", "Show what would be decided for a task now, without running it", async (arguments, client, cancellation) =>
        {
            var explanation = await client.ExplainAsync(task.Read(arguments, Console.In), cancellation);
            if (arguments.GetValue(context.Json))
                context.Output.WriteLine(explanation.Json);
            else
                ExplanationReport.Print(explanation.Value, context.Console);
            return explanation.Value.Decision is null ? ExitCode.Failure : ExitCode.Success;
        }, task.All);
    }

    public static Command List(CommandContext context)
    {
        var status = Filter("--status", "Only tasks in this state", WireNames.Allowed<TaskState>());
        var target = Filter("--target", "Only tasks decided for this target", WireNames.Allowed<ComputeTarget>());
        var type = Filter("--type", "Only tasks of this type", WireNames.Allowed<TaskType>());
        var search = new Option<string?>("--search", "-q") { Description = "Text that occurs in the prompt, or the start of an id" };
        var limit = new Option<int>("--limit") { Description = "1 to 500", DefaultValueFactory = _ => 20 };
        var cursor = new Option<string?>("--cursor") { Description = "Where the page before ended" };
        return context.Command("tasks", "List tasks, newest first", async (arguments, client, cancellation) =>
        {
            (string Name, string? Value)[] filters =
            [
                ("status", arguments.GetValue(status)), ("target", arguments.GetValue(target)), ("task_type", arguments.GetValue(type)), ("q", arguments.GetValue(search)),
                ("limit", arguments.GetValue(limit).ToString(CultureInfo.InvariantCulture)), ("cursor", arguments.GetValue(cursor)),
            ];
            var query = string.Join('&', filters.Where(filter => filter.Value is not null).Select(filter => $"{filter.Name}={Uri.EscapeDataString(filter.Value!)}"));
            var page = await client.ListAsync(query, cancellation);
            if (arguments.GetValue(context.Json))
                context.Output.WriteLine(page.Json);
            else
                TaskReport.Print(page.Value, context.Console);
            return ExitCode.Success;
        }, status, target, type, search, limit, cursor);
    }

    public static Command Stats(CommandContext context)
    {
        var hours = new Option<int>("--hours") { Description = "Length of the period", DefaultValueFactory = _ => 24 };
        return context.Command("stats", "Tasks, targets, cost and savings of a period", async (arguments, client, cancellation) =>
        {
            var stats = await client.StatsAsync(arguments.GetValue(hours), cancellation);
            if (arguments.GetValue(context.Json))
                context.Output.WriteLine(stats.Json);
            else
                TaskReport.Print(stats.Value, context.Console);
            return ExitCode.Success;
        }, hours);
    }

    private static Argument<Guid> Id() => new("id") { Description = "Id of the task" };

    private static Option<string?> Filter(string name, string description, string allowed)
    {
        var option = new Option<string?>(name) { Description = description };
        option.AcceptOnlyFromAmong(allowed.Split(", "));
        return option;
    }
}
