using Spectre.Console;

namespace Orchestrator.Cli;

/// <summary>Tasks as tables.</summary>
internal static class TaskReport
{
    public static Table Table(params string[] columns)
    {
        var table = new Table().Border(TableBorder.Rounded);
        foreach (var column in columns)
            table.AddColumn(new TableColumn(Markup.Escape(column)));
        return table;
    }

    public static void Row(this Table table, params string[] cells) => table.AddRow(cells.Select(Markup.Escape).ToArray());

    /// <summary>Everything worth knowing about one task.</summary>
    public static void Print(TaskView task, IAnsiConsole console, bool withResult = true)
    {
        var table = Table("task", task.TaskId.ToString());
        table.Row("status", task.Error is { } error ? $"{task.Status} · {error.Code}: {error.Message}" : task.Status);
        table.Row("asked", $"{task.TaskType}, {task.Priority}{(task.IsBatch ? ", batch" : "")}");
        if (task.RoutingDecision is { } decision)
        {
            table.Row("target", $"{decision.Target} · {decision.ModelName}{(task.Simulated ? " (simulated)" : "")}");
            table.Row("decided by", $"{decision.DecisionStage}, confidence {Figures.Share(decision.Confidence)}");
            table.Row("because", decision.Reasoning);
        }

        foreach (var attempt in task.Attempts.Where(attempt => attempt.Error is not null))
            table.Row("attempt", $"{attempt.Target} · {attempt.ModelName}: {attempt.Error}");
        if (task.IsTerminal)
        {
            table.Row("latency", $"{Figures.Milliseconds(task.ActualLatencyMs)}, first token after {Figures.Milliseconds(task.TimeToFirstTokenMs)}{(task.SlaMet == false ? ", SLA missed" : "")}");
            table.Row("cost", $"{Figures.Usd(task.ActualCostUsd)}, saved {Figures.Usd(Figures.Saved(task))} against the cloud");
        }

        console.Write(table);
        if (withResult && (task.Result ?? (task.Embedding is { } vector ? $"embedding of {vector.Length} dimensions" : null)) is { } result)
            console.WriteLine(result);
    }

    public static void Print(TaskPageView page, IAnsiConsole console)
    {
        var table = Table("task", "status", "type", "priority", "target", "latency", "cost", "created");
        foreach (var task in page.Tasks)
        {
            table.Row(
                task.TaskId.ToString(), task.Status, task.TaskType, task.Priority, task.RoutingDecision?.Target ?? "–",
                Figures.Milliseconds(task.ActualLatencyMs), Figures.Usd(task.ActualCostUsd), task.CreatedAt.UtcDateTime.ToString("u", System.Globalization.CultureInfo.InvariantCulture));
        }

        console.Write(table);
        if (page.NextCursor is { } cursor)
            console.WriteLine($"More: --cursor {cursor}");
    }

    public static void Print(StatsView stats, IAnsiConsole console)
    {
        var table = Table($"last {stats.PeriodHours} h", "");
        table.Row("tasks", Figures.Count(stats.TotalTasks));
        table.Row("by target", Counts(stats.ByTarget));
        table.Row("by status", Counts(stats.ByStatus));
        table.Row("cost", Figures.Usd(stats.TotalCostUsd));
        table.Row("all in the cloud", Figures.Usd(stats.EstimatedCloudCostUsd));
        table.Row("saved", Figures.Usd(stats.CostSavedUsd));
        table.Row("latency", $"mean {Figures.Milliseconds(stats.AvgLatencyMs)}, p95 {Figures.Milliseconds(stats.P95LatencyMs)}");
        table.Row("SLA met", Figures.Percent(stats.SlaAttainment));
        console.Write(table);
    }

    private static string Counts(IReadOnlyDictionary<string, long> counts) => string.Join(", ", counts.Select(pair => $"{pair.Key} {Figures.Count(pair.Value)}"));
}
