namespace Orchestrator.Client;

/// <summary>The orchestrator did not answer a call. What went wrong is told by the type, and by <see cref="Code"/>.</summary>
public class OrchestratorException : Exception
{
    /// <summary>Says what went wrong.</summary>
    /// <param name="code">Stable code in upper case, such as <c>INTERNAL</c>.</param>
    /// <param name="message">A sentence.</param>
    /// <param name="taskId">The task; null when there is none.</param>
    /// <param name="inner">What caused it; null for nothing of this process.</param>
    public OrchestratorException(string code, string message, Guid? taskId = null, Exception? inner = null)
        : base(message, inner)
    {
        Code = code;
        TaskId = taskId;
    }

    /// <summary>Stable code in upper case, such as <c>BUDGET_EXCEEDED</c>.</summary>
    public string Code { get; }

    /// <summary>The task; null when none was accepted.</summary>
    public Guid? TaskId { get; }
}

/// <summary>No target fits the cap on the cost, or a budget is spent.</summary>
/// <param name="message">A sentence.</param>
/// <param name="taskId">The task; null when there is none.</param>
public sealed class BudgetExceededException(string message, Guid? taskId = null) : OrchestratorException(ErrorCodes.BudgetExceeded, message, taskId);

/// <summary>No target was there for the task.</summary>
/// <param name="message">A sentence.</param>
/// <param name="taskId">The task; null when there is none.</param>
public sealed class NoTargetAvailableException(string message, Guid? taskId = null) : OrchestratorException(ErrorCodes.NoTargetAvailable, message, taskId);

/// <summary>Every target that was tried failed.</summary>
/// <param name="message">A sentence that tells what each said.</param>
/// <param name="taskId">The task; null when there is none.</param>
public sealed class AllTargetsFailedException(string message, Guid? taskId = null) : OrchestratorException(ErrorCodes.AllTargetsFailed, message, taskId);

/// <summary>A safety filter refused the prompt or the answer.</summary>
/// <param name="message">A sentence.</param>
/// <param name="taskId">The task; null when there is none.</param>
public sealed class ContentBlockedException(string message, Guid? taskId = null) : OrchestratorException(ErrorCodes.ContentBlocked, message, taskId);

/// <summary>The task took longer than it may.</summary>
/// <param name="message">A sentence.</param>
/// <param name="taskId">The task; null when there is none.</param>
public sealed class TaskTimeoutException(string message, Guid? taskId = null) : OrchestratorException(ErrorCodes.Timeout, message, taskId);

/// <summary>Somebody else cancelled the task.</summary>
/// <param name="message">A sentence.</param>
/// <param name="taskId">The task; null when there is none.</param>
public sealed class TaskCancelledException(string message, Guid? taskId = null) : OrchestratorException(ErrorCodes.Cancelled, message, taskId);

/// <summary>The engine broke off in the middle of a streamed answer: what came so far is not the whole.</summary>
/// <param name="message">A sentence.</param>
/// <param name="taskId">The task; null when there is none.</param>
/// <param name="inner">What caused it; null for nothing of this process.</param>
public sealed class AnswerBrokenOffException(string message, Guid? taskId = null, Exception? inner = null) : OrchestratorException(ErrorCodes.StreamBroken, message, taskId, inner);

/// <summary>The key is missing, wrong, or may not do this.</summary>
/// <param name="message">A sentence.</param>
public sealed class UnauthorizedException(string message) : OrchestratorException(ErrorCodes.Unauthorized, message);

/// <summary>Too many requests in the window.</summary>
/// <param name="message">A sentence.</param>
/// <param name="retryAfter">When to try again.</param>
public sealed class RateLimitedException(string message, TimeSpan retryAfter) : OrchestratorException(ErrorCodes.RateLimited, message)
{
    /// <summary>When to try again.</summary>
    public TimeSpan RetryAfter { get; } = retryAfter;
}

/// <summary>Too many unfinished tasks: nothing was accepted.</summary>
/// <param name="message">A sentence.</param>
/// <param name="retryAfter">When to try again.</param>
public sealed class OverloadedException(string message, TimeSpan retryAfter) : OrchestratorException(ErrorCodes.Overloaded, message)
{
    /// <summary>When to try again.</summary>
    public TimeSpan RetryAfter { get; } = retryAfter;
}

/// <summary>The orchestrator cannot be reached, or does not answer in time. The same call may work in a moment.</summary>
/// <param name="message">A sentence.</param>
/// <param name="taskId">The task; null when there is none.</param>
/// <param name="inner">What caused it; null for nothing of this process.</param>
public sealed class OrchestratorUnavailableException(string message, Guid? taskId = null, Exception? inner = null)
    : OrchestratorException(ErrorCodes.Unavailable, message, taskId, inner);

/// <summary>The request itself is wrong; the message names each field, its value and what is allowed.</summary>
/// <param name="message">A sentence.</param>
/// <param name="taskId">The task; null when there is none.</param>
public sealed class InvalidTaskException(string message, Guid? taskId = null) : OrchestratorException(ErrorCodes.Invalid, message, taskId)
{
    internal static InvalidTaskException Of(string field, object value, string allowed) => new($"{field} is '{value}'; it must be {allowed}.");
}
