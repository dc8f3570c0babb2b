using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Orchestrator.Cluster.Tests;

/// <summary>Tasks for tests, and what became of them.</summary>
internal static class Tasks
{
    public const string AllTargets = "gpu,cpu,quantized,cloud";

    private const string HardText =
        "Quarterly results rose in all regions. Explain step by step why the margins changed, compare the three divisions, derive the growth rate for each, "
        + "and prove which constraint was binding. Then evaluate the design alternatives and summarise everything in exactly five points, with numbers.";

    /// <summary>For the cloud by rule and not by a pin, so that a fallback would be seen.</summary>
    public static object ForTheCloud(int number) => new { task_type = "REASONING", priority = "URGENT", input_text = $"{HardText} ({number})" };

    /// <summary>One of five kinds, so that all four targets get work.</summary>
    public static object OfEveryKind(int number) => (number % 5) switch
    {
        0 => ForTheCloud(number),
        1 => new { task_type = "CHAT", input_text = $"What is {number} + {number}?" },
        2 => new { task_type = "CLASSIFICATION", is_batch = true, priority = "LOW", input_text = $"Good or bad: number {number}?" },
        3 => new { task_type = "CLASSIFICATION", priority = "HIGH", input_text = $"Good or bad: number {number}?" },
        _ => new { task_type = "EMBEDDING", input_text = $"The number {number}." },
    };

    /// <summary>Submits a batch of up to 1,000 tasks and waits until all are terminal.</summary>
    public static async Task<string> RunBatchAsync(this SiloProcess gateway, IEnumerable<object> tasks)
    {
        using var response = await gateway.Http.PostAsJsonAsync("/v1/tasks/batch", new { tasks });
        var body = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, body);
        var id = (string)JsonNode.Parse(body)!["batch_id"]!;
        await gateway.UntilAsync($"/v1/tasks/batch/{id}", batch => Unfinished(batch) == 0, withinSeconds: 120);
        return id;
    }

    /// <summary>Every task of a list, page by page.</summary>
    public static async Task<List<JsonNode>> ListAsync(this SiloProcess gateway, string filter)
    {
        List<JsonNode> tasks = [];
        for (string? cursor = ""; cursor is not null;)
        {
            var page = await gateway.GetAsync($"/v1/tasks?limit=500&{filter}{(cursor.Length > 0 ? $"&cursor={cursor}" : "")}");
            tasks.AddRange(page["tasks"]!.AsArray().Select(task => task!));
            cursor = (string?)page["next_cursor"];
        }

        return tasks;
    }

    public static IEnumerable<JsonNode> Attempts(this JsonNode task) => task["attempts"]!.AsArray().Select(attempt => attempt!);

    /// <summary>The address of each silo and what it is tagged with.</summary>
    public static async Task<Dictionary<string, string[]>> CapabilitiesAsync(this SiloProcess gateway) =>
        (await gateway.GetAsync("/v1/resources"))["silos"]!.AsArray().ToDictionary(
            silo => (string)silo!["silo"]!,
            silo => silo!["capabilities"]!.AsArray().Select(tag => ((string)tag!).ToUpperInvariant()).ToArray());

    private static long Unfinished(JsonNode batch) => batch["by_status"]!.AsObject()
        .Where(state => state.Key is "PENDING" or "ROUTING" or "EXECUTING").Sum(state => (long)state.Value!);
}
