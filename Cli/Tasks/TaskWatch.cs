using System.Net;
using System.Text.Json;
using Spectre.Console;

namespace Orchestrator.Cli;

/// <summary>Follows one task: tokens as they come where the server streams them, its state otherwise.</summary>
internal static class TaskWatch
{
    /// <returns>Success when the task completed, failure when it failed or was cancelled.</returns>
    public static async Task<int> RunAsync(ApiClient client, Guid id, CommandContext context, bool json, CancellationToken cancellation)
    {
        if (json)
        {
            var finished = await client.FinishedAsync(id, cancellation);
            context.Output.WriteLine(finished.Json);
            return Code(finished.Value);
        }

        var streamed = await StreamAsync(client, id, context.Console, cancellation);
        var task = (await client.FinishedAsync(id, cancellation)).Value;
        TaskReport.Print(task, context.Console, withResult: !streamed);
        return Code(task);
    }

    private static int Code(TaskView task) => task.IsCompleted ? ExitCode.Success : ExitCode.Failure;

    /// <returns>True when the answer was shown piece by piece.</returns>
    private static async Task<bool> StreamAsync(ApiClient client, Guid id, IAnsiConsole console, CancellationToken cancellation)
    {
        var tokens = false;
        string? state = null;
        try
        {
            await foreach (var item in client.EventsAsync(id, cancellation))
            {
                if (item.EventType == "token")
                {
                    console.Write(new Text(JsonSerializer.Deserialize(item.Data, ApiJson.Default.TokenView)!.Text));
                    tokens = true;
                }
                else if (item.EventType is "status" or "decision" or "attempt" && JsonSerializer.Deserialize(item.Data, ApiJson.Default.TaskView) is { } task)
                {
                    var now = task.RoutingDecision is { } decision ? $"{task.Status} on {decision.Target} ({decision.ModelName})" : task.Status;
                    if (now != state && !task.IsTerminal && !tokens)
                        console.MarkupLineInterpolated($"[grey]{now}[/]");
                    state = now;
                }
            }
        }
        catch (ApiException error) when (error.Status == HttpStatusCode.NotFound)
        {
            // A server without streams; asking for the task then tells whether it exists.
        }
        catch (HttpIOException)
        {
            // The stream broke; the task is still there to be asked for.
        }

        if (tokens)
            console.WriteLine();
        return tokens && state is not null;
    }
}
