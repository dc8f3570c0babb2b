namespace Orchestrator.Gateway;

/// <summary>
/// One streamed chat completion. Until the first token is there nothing is sent, so that a fallback stays invisible and a failure is a plain
/// error; after it, an attempt that breaks off ends the stream with an error, since its text cannot be taken back.
/// </summary>
internal sealed class ChatStream(Guid id, bool includeUsage, HttpContext context, TaskFollower follower, OpenAiTasks tasks, TimeProvider time)
{
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);
    private static readonly OpenAiError BrokenOff = new("The engine broke off in the middle of its answer.", "server_error", null, "stream_broken");
    private bool _taskEnded;

    /// <summary>Streams the task to its end; when the stream ends before, or the client goes away, the task is cancelled.</summary>
    public async Task<IResult> RunAsync()
    {
        try
        {
            await using var events = new PatientReader<FollowedEvent>(follower.FollowAsync(id, default, awaitsAnswer: true, context.RequestAborted), context.RequestAborted);
            return await RelayAsync(events);
        }
        finally
        {
            if (!_taskEnded)
                await tasks.CancelAsync(id);
        }
    }

    private async Task<IResult> RelayAsync(PatientReader<FollowedEvent> events)
    {
        if (await AnswerStartsAsync(events) is not { } task)
            return (ProblemResult)Problem.Unavailable();
        CallerHeaders.Write(context.Response, task);
        if (task is { IsTerminal: true, State: not TaskState.Completed })
            return (ProblemResult)await tasks.ProblemOfAsync(task);

        using var sse = new SseWriter(context.Response);
        var chunks = new ChatChunkWriter(sse, id, OpenAiTasks.ModelOf(task), task.CreatedAt, includeUsage);
        OpenAiError? error = await CopyAsync(events, sse, chunks);
        if (error is not null)
            chunks.WriteError(error);
        await sse.FlushAsync(context.RequestAborted);
        // Some clients, the official .NET one among them, pass over an error event. A body that ends without its end nobody takes for whole.
        return error is null ? TypedResults.Empty : throw new IOException($"The answer of task {id} broke off: {error.Code}. Its connection is closed, so that the client notices.");
    }

    /// <summary>Waits for the first token or the end; the task as it is then, or null when it is gone.</summary>
    private async Task<TaskSnapshot?> AnswerStartsAsync(PatientReader<FollowedEvent> events)
    {
        TaskSnapshot? task = null;
        while (await events.NextAsync())
        {
            TaskEvent happened = events.Current.Event;
            task = happened.Task ?? task;
            _taskEnded = happened.Kind == TaskEventKind.Done;
            if (_taskEnded || happened.Kind == TaskEventKind.Token)
                return task;
        }
        return null;
    }

    /// <summary>Writes the answer as it comes; null when it came whole.</summary>
    private async Task<OpenAiError?> CopyAsync(PatientReader<FollowedEvent> events, SseWriter sse, ChatChunkWriter chunks)
    {
        var attempt = events.Current.Event.AttemptNumber;
        var version = events.Current.Position.Version;
        do
        {
            TaskEvent happened = events.Current.Event;
            if (happened is { Kind: TaskEventKind.Done, Task: { } task })
            {
                _taskEnded = true;
                if (task.State != TaskState.Completed)
                    return OpenAiError.Of(OpenAiFailures.Of(task));
                if (happened.AttemptNumber != attempt || (events.Current.AfterGap && chunks.Characters is > 0 and var said && said != task.Result?.Length))
                    return BrokenOff;
                chunks.WriteEnd(task, CallerHeaders.Included(context.Request.Headers, task));
                return null;
            }
            // The next attempt, or the same one on another silo: whoever spoke so far will not end the sentence.
            if (happened.AttemptNumber != attempt || events.Current.Position.Version != version)
                return BrokenOff;
            if (happened.Kind == TaskEventKind.Token)
                chunks.WriteText(happened.Text ?? "");
        }
        while (await events.NextAsync(sse, time, KeepAlive));
        return BrokenOff;
    }
}
