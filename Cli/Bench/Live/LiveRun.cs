using System.Diagnostics;
using System.Text;
using Orchestrator.Routing;

namespace Orchestrator.Cli.Bench;

/// <summary>One stage of a real server through the replay, in shortened time.</summary>
internal sealed class LiveRun(Replay replay, ApiClient client, double compression, double localCostUsd)
{
    /// <summary>Submits every task when it arrives, waits for all of them, and judges them as the benchmark does.</summary>
    /// <param name="stage">The stage that decides.</param>
    /// <param name="cancellation">Ends the run.</param>
    /// <exception cref="ApiException">A task did not end with an answer.</exception>
    public async Task<WorldResult> RunAsync(RoutingStage stage, CancellationToken cancellation)
    {
        await client.SetStageAsync(WireNames.Of(stage), cancellation);
        var started = Stopwatch.GetTimestamp();
        var ends = await Task.WhenAll(replay.Tasks.Select(task => RunAsync(task, started, cancellation)));
        return new WorldResult(WireNames.Of(stage), replay, ends);
    }

    private async Task<TaskEnd> RunAsync(ReplayTask task, long started, CancellationToken cancellation)
    {
        var body = ApiClient.Serialize(Describe(task));
        var due = TimeSpan.FromSeconds((task.ArrivesAt - replay.Tasks[0].ArrivesAt) / compression) - Stopwatch.GetElapsedTime(started);
        if (due > TimeSpan.Zero)
            await Task.Delay(due, cancellation);
        var accepted = await client.SubmitAsync(body, cancellation);
        var end = (await client.FinishedAsync(accepted.Value.TaskId, cancellation)).Value;
        if (!end.IsCompleted)
            throw new ApiException($"Task {task.Index} of the replay ended {end.Status}: {end.Error?.Message}", null);
        return Judge(task, end);
    }

    private NewTask Describe(ReplayTask task) => new()
    {
        TaskType = WireNames.Of(task.Type),
        Priority = WireNames.Of(task.Priority),
        IsBatch = task.IsBatch,
        MaxLatencyMs = Math.Max(1, (int)(task.SlaSeconds * 1000.0 / compression)),
        InputText = Prompt(task),
    };

    private TaskEnd Judge(ReplayTask task, TaskView end)
    {
        var truth = replay.Truths[task.Index];
        var target = WireNames.Parse<ComputeTarget>(end.Attempts[^1].Target);
        var cost = end.Attempts.Where(attempt => attempt.Outcome != "MOVED").Sum(attempt =>
            attempt.Target != WireNames.Of(ComputeTarget.Cloud) ? localCostUsd : attempt.Outcome == "COMPLETED" ? truth.CloudCostUsd : 0.0);
        return new TaskEnd(
            target, WireNames.Parse<ComputeTarget>(end.Attempts[0].Target), (end.ActualLatencyMs ?? 0) / 1000.0 * compression, cost, truth.Quality[(int)target]);
    }

    /// <summary>The task's number, then its text, filled up to its length with words without meaning.</summary>
    private static string Prompt(ReplayTask task)
    {
        var text = new StringBuilder($"#{task.Index} ").Append(task.Text);
        var length = Math.Clamp(task.Characters, text.Length, 50_000);
        while (text.Length < length)
            text.Append(text.Length % 6 == 5 ? ' ' : 'a');
        return text.ToString(0, Math.Min(text.Length, 50_000));
    }
}
