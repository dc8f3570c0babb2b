using System.Diagnostics;
using System.Text.Json;

namespace Orchestrator.Cli;

/// <summary><c>POST /v1/tasks</c>, and its events as they happen. The first token counts when it is here.</summary>
internal sealed class EventPath(ApiClient client, TimeSpan taskTimeout) : ILoadPath
{
    public byte[] Body(string run, int number) => LoadPrompts.Task(run, number);

    public async Task RunAsync(LoadTally tally, byte[] body, string mark, long since, CancellationToken cancellation)
    {
        var id = (await client.SubmitAsync(body, cancellation)).Value.TaskId;
        tally.Accepted(id, since);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(taskTimeout);
        TimeSpan? firstToken = null;
        try
        {
            await foreach (var happened in client.EventsAsync(id, limit.Token))
            {
                if (happened.EventType == "token")
                    firstToken ??= Stopwatch.GetElapsedTime(since);
                if (happened.EventType != "done")
                    continue;
                if (tally.Judged(JsonSerializer.Deserialize(happened.Data, LoadJson.Default.LoadedTask)!, mark))
                    tally.Completed(since, firstToken);
                return;
            }
        }
        catch (Exception error) when (error is IOException or HttpRequestException || (error is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            // A stream that broke, or never ended: without its "done" nobody knows what became of the task.
        }

        tally.Lost();
    }
}
