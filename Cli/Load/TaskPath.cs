using System.Diagnostics;

namespace Orchestrator.Cli;

/// <summary><c>POST /v1/tasks</c>, and a long poll until the task is terminal.</summary>
internal sealed class TaskPath(ApiClient client, TimeSpan taskTimeout) : ILoadPath
{
    public byte[] Body(string run, int number) => LoadPrompts.Task(run, number);

    public async Task RunAsync(LoadTally tally, byte[] body, string mark, long since, CancellationToken cancellation)
    {
        var id = (await client.SubmitAsync(body, cancellation)).Value.TaskId;
        tally.Accepted(id, since);
        var accepted = Stopwatch.GetTimestamp();
        do
        {
            if (await client.WaitAsync(id, LoadJson.Default.LoadedTask, cancellation) is { IsTerminal: true } task)
            {
                if (tally.Judged(task, mark))
                    tally.Completed(since, task.TimeToFirstTokenMs is { } first ? TimeSpan.FromMilliseconds(first) : null);
                return;
            }
        }
        while (Stopwatch.GetElapsedTime(accepted) < taskTimeout);
        tally.Lost();
    }
}
