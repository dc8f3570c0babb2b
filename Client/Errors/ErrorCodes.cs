namespace Orchestrator.Client;

/// <summary>The codes of <see cref="OrchestratorException.Code"/>, and what each becomes.</summary>
internal static class ErrorCodes
{
    public const string BudgetExceeded = TaskErrorCodes.BudgetExceeded;
    public const string NoTargetAvailable = TaskErrorCodes.NoTargetAvailable;
    public const string AllTargetsFailed = TaskErrorCodes.AllTargetsFailed;
    public const string ContentBlocked = TaskErrorCodes.ContentBlocked;
    public const string Timeout = TaskErrorCodes.Timeout;
    public const string Internal = TaskErrorCodes.Internal;
    public const string Cancelled = "CANCELLED";
    public const string StreamBroken = "STREAM_BROKEN";
    public const string Unauthorized = "UNAUTHORIZED";
    public const string RateLimited = "RATE_LIMITED";
    public const string Overloaded = "OVERLOADED";
    public const string Unavailable = "UNAVAILABLE";
    public const string Invalid = "VALIDATION_FAILED";

    /// <summary>The exception of a finished task that has no answer.</summary>
    public static OrchestratorException Of(TaskSnapshot task) => task.Error is { } error
        ? Of(error.Code, error.Message, task.Id, TimeSpan.Zero, status: null)
        : new TaskCancelledException("The task was cancelled.", task.Id);

    /// <summary>The exception of a code, as tasks and both error shapes of the API spell it.</summary>
    /// <param name="code">In any case.</param>
    /// <param name="message">A sentence.</param>
    /// <param name="taskId">The task; null when there is none.</param>
    /// <param name="retryAfter">When to try again, where that counts.</param>
    /// <param name="status">The HTTP status, which decides where the code is not known; null without one.</param>
    public static OrchestratorException Of(string code, string message, Guid? taskId, TimeSpan retryAfter, int? status) => code.ToUpperInvariant() switch
    {
        BudgetExceeded => new BudgetExceededException(message, taskId),
        NoTargetAvailable => new NoTargetAvailableException(message, taskId),
        AllTargetsFailed => new AllTargetsFailedException(message, taskId),
        ContentBlocked or "CONTENT_FILTER" => new ContentBlockedException(message, taskId),
        Timeout => new TaskTimeoutException(message, taskId),
        Cancelled => new TaskCancelledException(message, taskId),
        StreamBroken => new AnswerBrokenOffException(message, taskId),
        Overloaded => new OverloadedException(message, retryAfter),
        Unavailable => new OrchestratorUnavailableException(message, taskId),
        var known => status switch
        {
            401 or 403 => new UnauthorizedException(message),
            429 => new RateLimitedException(message, retryAfter),
            503 => new OrchestratorUnavailableException(message, taskId),
            >= 400 and < 500 => new InvalidTaskException(message, taskId),
            _ => new OrchestratorException(known, message, taskId),
        },
    };
}
