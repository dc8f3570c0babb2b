namespace Orchestrator.Gateway;

/// <summary>What a task that did not complete means to an OpenAI client.</summary>
internal static class OpenAiFailures
{
    public const string ModelNotFound = "MODEL_NOT_FOUND";

    /// <summary>The error of a failed or cancelled task.</summary>
    public static Problem Of(TaskSnapshot task) => task.Error switch
    {
        { Code: TaskErrorCodes.BudgetExceeded, Message: var message } => Problem.Failed(400, TaskErrorCodes.BudgetExceeded, message),
        { Code: TaskErrorCodes.ContentBlocked, Message: var message } => Problem.Failed(400, "CONTENT_FILTER", message),
        { Code: TaskErrorCodes.NoTargetAvailable, Message: var message } => Problem.Failed(503, TaskErrorCodes.NoTargetAvailable, message) with { RetryAfterSeconds = 5 },
        { Code: TaskErrorCodes.Timeout, Message: var message } => Problem.Failed(504, TaskErrorCodes.Timeout, message),
        { Code: TaskErrorCodes.AllTargetsFailed, Message: var message } => Problem.Failed(502, TaskErrorCodes.AllTargetsFailed, message),
        { Message: var message } => Problem.Failed(500, TaskErrorCodes.Internal, message),
        null => Problem.Failed(400, "CANCELLED", "The task was cancelled."),
    };

    /// <summary>A model that no engine knows.</summary>
    public static Problem UnknownModel(string model) =>
        Problem.Failed(404, ModelNotFound, $"No engine has the model '{FieldText.Shorten(model)}'; GET /v1/models lists those there are, and 'auto' lets the router choose.");
}
