using System.Text.Json.Serialization;
using Spectre.Console;

namespace Orchestrator.Cli;

/// <summary>What became of one task of a scenario.</summary>
internal sealed record ScenarioRow(
    string Sent, string TaskType, string Status, string? Target, string? Model, string? Stage, string? Reason, long? LatencyMs, decimal? CostUsd, decimal? SavedUsd, bool Simulated);

/// <summary>What became of a scenario.</summary>
internal sealed record ScenarioResult(string Scenario, string Title, IReadOnlyList<ScenarioRow> Rows)
{
    /// <summary>Sends a scenario's tasks and waits for their ends.</summary>
    public static async Task<ScenarioResult> RunAsync(RoutingScenario scenario, ApiClient client, CancellationToken cancellation)
    {
        if (scenario.AtOnce)
            return new(scenario.Name, scenario.Title, await Task.WhenAll(scenario.Tasks.Select(entry => RowAsync(entry.Sent, entry.Task, client, cancellation))));
        var rows = new List<ScenarioRow>();
        foreach (var (sent, task) in scenario.Tasks)
            rows.Add(await RowAsync(sent, task, client, cancellation));
        return new(scenario.Name, scenario.Title, rows);
    }

    public void Print(IAnsiConsole console)
    {
        var table = TaskReport.Table("sent", "target", "stage", "reason", "latency", "cost", "saved").Title(Markup.Escape($"{Scenario}: {Title}"));
        foreach (var row in Rows)
        {
            table.Row(
                row.Sent, row.Target ?? row.Status, row.Stage ?? "–", row.Reason ?? "–",
                Figures.Milliseconds(row.LatencyMs), Figures.Usd(row.CostUsd), Figures.Usd(row.SavedUsd));
        }

        console.Write(table);
    }

    private static async Task<ScenarioRow> RowAsync(string sent, NewTask asked, ApiClient client, CancellationToken cancellation)
    {
        var accepted = await client.SubmitAsync(asked, cancellation);
        var task = (await client.FinishedAsync(accepted.Value.TaskId, cancellation)).Value;
        var decision = task.RoutingDecision;
        return new(
            sent, asked.TaskType, task.Status, decision?.Target, decision?.ModelName, decision?.DecisionStage, task.Error is { } error ? $"{error.Code}: {error.Message}" : decision?.Reasoning,
            task.ActualLatencyMs, task.ActualCostUsd, Figures.Saved(task), task.Simulated);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(IReadOnlyList<ScenarioResult>))]
internal sealed partial class ScenarioJson : JsonSerializerContext;
