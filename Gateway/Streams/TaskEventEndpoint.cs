using System.Text.Json;

namespace Orchestrator.Gateway;

/// <summary>A task's events as they happen.</summary>
internal static class TaskEventEndpoint
{
    private const string LastEventId = "Last-Event-ID";
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    public static IEndpointRouteBuilder MapTaskEventEndpoint(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/tasks/{id:guid}/events", Follow).WithName("GetTaskEvents").WithTags("Tasks")
            .WithSummary("Server-sent events of a task: status, decision, attempt, token, done")
            .WithHeaderParameter(LastEventId, "Id of the last event that was seen: the stream goes on after it.")
            .Produces<TaskDetails>(StatusCodes.Status200OK, "text/event-stream").Produces(StatusCodes.Status204NoContent).WithProblems(401, 404, 429, 503);
        return routes;
    }

    private static async Task<IResult> Follow(Guid id, HttpContext context, GrainCalls calls, TaskFollower follower, TimeProvider time)
    {
        var last = context.Request.Headers[LastEventId].ToString();
        // A browser reconnects when a stream ends; 204 tells it that there is nothing more.
        if (last.EndsWith(EventPosition.Done, StringComparison.Ordinal))
            return TypedResults.NoContent();
        if (await calls.GetTaskAsync(id, 0, context.RequestAborted) is not { } task)
            return (ProblemResult)Problem.TaskNotFound(id);
        EventPosition from = EventPosition.Parse(last);
        if (!task.IsTerminal && from.Version != task.Version)
            from = new EventPosition(task.Version, 0);
        using var sse = new SseWriter(context.Response);
        await using var events = new PatientReader<FollowedEvent>(follower.FollowAsync(id, from, awaitsAnswer: false, context.RequestAborted), context.RequestAborted);
        while (await events.NextAsync(sse, time, KeepAlive))
            Write(sse, events.Current);
        await sse.FlushAsync(context.RequestAborted);
        return TypedResults.Empty;
    }

    private static void Write(SseWriter sse, FollowedEvent followed)
    {
        TaskEvent happened = followed.Event;
        if (happened.Kind == TaskEventKind.Token)
        {
            sse.Write("token", followed.Position.ToString(), happened, static (json, token) =>
            {
                json.WriteStartObject();
                json.WriteString("text", token.Text);
                json.WriteNumber("attempt", token.AttemptNumber);
                json.WriteEndObject();
            });
            return;
        }
        var (name, id) = happened.Kind switch
        {
            TaskEventKind.Status => ("status", followed.Position.ToString()),
            TaskEventKind.Decision => ("decision", followed.Position.ToString()),
            TaskEventKind.Attempt => ("attempt", followed.Position.ToString()),
            _ => ("done", $"{followed.Position.Version}-{EventPosition.Done}"),
        };
        sse.Write(name, id, happened.Task!.ToWire(), static (json, task) => JsonSerializer.Serialize(json, task, WireJson.Context.TaskDetails));
    }
}
