using System.Globalization;
using Orchestrator.Routing;

namespace Orchestrator.Cli.Bench;

/// <summary>Reads a replay, its truth and the prompts it refers to.</summary>
internal static class ReplayFiles
{
    private static readonly string[] Targets = [.. TargetSet.All.Select(WireNames.Of)];

    /// <param name="replayPath">The tasks: <c>seq, t_ms, task_type, priority, is_batch, max_latency_ms, input_chars, prompt_id, value, cost_weight</c>.</param>
    /// <param name="truthPath">What would become of each on each target.</param>
    /// <param name="outcomesFolder">Folder with <c>outcomes_*.csv[.gz]</c>, whose prompts the tasks name by id; null when texts are not wanted.</param>
    /// <param name="dilation">Factor on the arrival times: the larger, the lighter the load.</param>
    /// <param name="limit">Read only the first so many tasks; null for all.</param>
    /// <exception cref="InvalidDataException">A file does not have the expected columns, or the two files do not have the same rows.</exception>
    public static Replay Read(string replayPath, string truthPath, string? outcomesFolder, double dilation, int? limit = null)
    {
        var replay = CsvTable.Read(replayPath);
        var truth = CsvTable.Read(truthPath);
        if (replay.Rows.Count != truth.Rows.Count)
        {
            throw new InvalidDataException($"{replayPath} has {replay.Rows.Count} tasks, {truthPath} has {truth.Rows.Count}: they do not belong together");
        }

        var count = Math.Min(limit ?? int.MaxValue, replay.Rows.Count);
        return new Replay(
            ReadTasks(replay, outcomesFolder is null ? new Dictionary<string, string>() : ReadPrompts(outcomesFolder), dilation, count),
            ReadTruths(truth, count));
    }

    /// <summary>Prompts by id, from every outcome file in a folder that has the columns <c>id</c> and <c>prompt</c>.</summary>
    public static Dictionary<string, string> ReadPrompts(string folder)
    {
        var prompts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in Directory.EnumerateFiles(folder, "outcomes_*.csv*").Order(StringComparer.Ordinal))
        {
            var table = CsvTable.Read(path);
            var (id, prompt) = (table.Column("id"), table.Column("prompt"));
            foreach (var row in table.Rows)
            {
                prompts[row[id]] = row[prompt];
            }
        }

        return prompts;
    }

    private static List<ReplayTask> ReadTasks(CsvTable table, Dictionary<string, string> prompts, double dilation, int count)
    {
        int Column(string name) => table.Column(name);
        var (t, type, priority, batch, sla) = (Column("t_ms"), Column("task_type"), Column("priority"), Column("is_batch"), Column("max_latency_ms"));
        var (characters, prompt, value, weight) = (Column("input_chars"), Column("prompt_id"), Column("value"), Column("cost_weight"));
        return [.. table.Rows.Take(count).Select((row, index) => new ReplayTask(
            index,
            Number(row[t]) / 1000.0 * dilation,
            WireNames.Parse<TaskType>(row[type]),
            WireNames.Parse<TaskPriority>(row[priority]),
            row[batch] == "1",
            Number(row[sla]) / 1000.0,
            (int)Number(row[characters]),
            prompts.GetValueOrDefault(row[prompt]),
            Number(row[value]),
            Number(row[weight])))];
    }

    private static List<TaskTruth> ReadTruths(CsvTable table, int count)
    {
        int[] Columns(string prefix) => [.. Targets.Select(target => table.Column(prefix + target))];
        var (quality, output, service, fails) = (Columns("quality_"), Columns("out_tokens_"), Columns("service_s_"), Columns("fails_"));
        var (group, input, cost) = (table.Column("group"), table.Column("in_tokens"), table.Column("cloud_cost_usd"));
        return [.. table.Rows.Take(count).Select(row => new TaskTruth(
            row[group],
            Number(row[input]),
            [.. quality.Select(column => Number(row[column]))],
            [.. output.Select(column => Number(row[column]))],
            [.. service.Select(column => Number(row[column]))],
            [.. fails.Select(column => row[column] == "1")],
            Number(row[cost])))];
    }

    private static double Number(string text) => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
}
