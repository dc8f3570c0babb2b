namespace Orchestrator.Gateway;

/// <summary>What all endpoints of OpenAI's protocol do with their tasks.</summary>
internal sealed partial class OpenAiTasks(GrainCalls calls, ILogger<OpenAiTasks> logger)
{
    private const int OneWaitMs = 60_000;

    /// <summary>Waits for the task's end; a client that goes away cancels it.</summary>
    /// <exception cref="OperationCanceledException">The client has gone.</exception>
    public async Task<TaskSnapshot> FinishAsync(Guid id, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                TaskSnapshot? task = await calls.GetTaskAsync(id, OneWaitMs, cancellationToken);
                if (task is null or { IsTerminal: true })
                    return task ?? throw new InvalidOperationException($"Task {id} was accepted and is not there.");
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await CancelAsync(id);
            throw;
        }
    }

    /// <summary>Stops a task nobody waits for any more.</summary>
    public async Task CancelAsync(Guid id)
    {
        try
        {
            await calls.WriteAsync(calls.Task(id).Cancel());
        }
        catch (Exception exception) when (ClusterFaults.ArePassing(exception))
        {
            LogCancelFailed(id, exception.Message);
        }
    }

    /// <summary>The model that answered.</summary>
    public static string ModelOf(TaskSnapshot task) => task.Decision?.Model ?? task.Submission.Model ?? ChatRequestReader.AnyModel;

    /// <summary>Why there is no answer; a pinned model that no engine has is said to be unknown.</summary>
    public async Task<Problem> ProblemOfAsync(TaskSnapshot task)
    {
        if (task is { Error.Code: TaskErrorCodes.NoTargetAvailable, Submission.Model: { } model } && !await IsKnownAsync(model))
            return OpenAiFailures.UnknownModel(model);
        return OpenAiFailures.Of(task);
    }

    private async Task<bool> IsKnownAsync(string model)
    {
        IReadOnlyList<SiloStatus> silos = await calls.ReadAsync(0, static (calls, _) => calls.Router.Silos(), CancellationToken.None);
        return silos.Any(silo => silo.Snapshot.Engines.Any(engine => engine.ChatModel == model || engine.EmbeddingModel == model));
    }

    [LoggerMessage(5030, LogLevel.Warning, "Task {TaskId}, which nobody waits for, could not be cancelled: {Reason}")]
    private partial void LogCancelFailed(Guid taskId, string reason);
}

/// <summary>Documentation that these endpoints share.</summary>
internal static class OpenAiDocs
{
    /// <summary>Errors in OpenAI's shape.</summary>
    public static RouteHandlerBuilder WithOpenAiErrors(this RouteHandlerBuilder endpoint, params int[] statuses)
    {
        foreach (var status in statuses.Length > 0 ? statuses : [400, 401, 404, 413, 415, 429, 500, 502, 503, 504])
            endpoint.Produces<OpenAiErrorBody>(status);
        return endpoint;
    }
}
