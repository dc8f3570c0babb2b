using Microsoft.Extensions.Options;

namespace Orchestrator.Gateway;

/// <summary>One task: submit, look, cancel.</summary>
internal static class TaskEndpoints
{
    private const int LongestWaitMs = 60_000;

    public static IEndpointRouteBuilder MapTaskEndpoints(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder tasks = routes.MapGroup("/v1/tasks").WithTags("Tasks").WithProblems(401, 429, 503);
        tasks.MapPost("", Submit).WithName("SubmitTask").WithSummary("Submit a task")
            .WithDescription("Accepts the task durably and answers at once; it is analysed, routed and run in the background.")
            .AcceptsJson<SubmitTask>(Examples.Task).WithHeaderParameter(IdempotencyKey.Header, "1 to 128 printable ASCII characters: repeating the request within 24 hours returns the first task.")
            .WithProblems(400, 409, 413, 415).LimitsBody(options => options.MaxBodyBytes);
        tasks.MapGet("/{id:guid}", Get).WithName("GetTask").WithSummary("Look at a task, or wait for its end")
            .WithQueryParameter("wait_ms", "0 to 60000: wait up to so long for the task to become terminal.", isInteger: true).WithProblems(400, 404);
        tasks.MapGet("/{id:guid}/result", GetResult).WithName("GetTaskResult").WithSummary("The result of a finished task").WithProblems(404, 409);
        tasks.MapPost("/{id:guid}/cancel", Cancel).WithName("CancelTask").WithSummary("Cancel a task and stop its engine").WithProblems(404, 409);
        tasks.MapPost("/{id:guid}/feedback", FeedbackEndpoint.Give).WithName("GiveFeedback").WithSummary("Rate the answer of a finished task")
            .WithDescription("Feeds the quality that is expected of the model for tasks of this type. The comment is for the caller's own records of the request: it is not kept.")
            .AcceptsJson<GiveFeedback>(Examples.Feedback).WithProblems(400, 404, 409, 413, 415).LimitsBody(options => options.MaxBodyBytes);
        tasks.MapGet("", TaskListEndpoint.List).WithName("ListTasks").WithSummary("List tasks, newest first").WithListParameters().WithProblems(400);
        return routes;
    }

    private static async Task<Results<Accepted<TaskAccepted>, Ok<TaskAccepted>, ProblemResult>> Submit(
        HttpContext context, TaskSubmitter submitter, IOptions<GatewayOptions> options)
    {
        Account account = RequestAccount.Current(context);
        var errors = new FieldErrors();
        var key = IdempotencyKey.Read(context.Request, errors);
        TaskSubmission? submission;
        using (JsonBody body = await JsonBody.ReadAsync(context))
        {
            using (StageMeter.Measure(TaskStage.Accept))
                submission = TaskRequestReader.Read(body.Root, "", account, options.Value.Callbacks, errors);
            if (submission is null || errors.Any)
                return (ProblemResult)Problem.Validation(errors);
            if (key is not null)
                submission = submission with { RequestHash = body.Hash() };
        }
        IdempotencyClaim claim = await submitter.ClaimAsync(account.Name, key, submission.RequestHash);
        if (claim.Conflict)
            return (ProblemResult)Problem.IdempotencyConflict();
        SubmitReceipt receipt = await submitter.SubmitAsync(claim.TaskId, submission);
        return receipt.Outcome switch
        {
            SubmitOutcome.Accepted => TypedResults.Accepted($"/v1/tasks/{receipt.TaskId}", receipt.ToWire()),
            // Without a key the id is new, so this is our own repeated call that found the first one had arrived.
            SubmitOutcome.Existing when key is null => TypedResults.Accepted($"/v1/tasks/{receipt.TaskId}", receipt.ToWire()),
            SubmitOutcome.Existing => TypedResults.Ok(receipt.ToWire()),
            SubmitOutcome.Overloaded => (ProblemResult)Problem.Overloaded(receipt.RetryAfterSeconds),
            _ => (ProblemResult)Problem.IdempotencyConflict(),
        };
    }

    private static async Task<Results<Ok<TaskDetails>, ProblemResult>> Get(Guid id, HttpContext context, GrainCalls calls)
    {
        var query = new QueryReader(context.Request.Query);
        var waitMs = query.Integer("wait_ms", 0, 0, LongestWaitMs);
        if (query.Errors.Any)
            return (ProblemResult)Problem.Validation(query.Errors);
        return await calls.GetTaskAsync(id, waitMs, context.RequestAborted) is { } task
            ? TypedResults.Ok(task.ToWire())
            : (ProblemResult)Problem.TaskNotFound(id);
    }

    private static async Task<Results<Ok<TaskResult>, ProblemResult>> GetResult(Guid id, HttpContext context, GrainCalls calls) =>
        await calls.GetTaskAsync(id, 0, context.RequestAborted) switch
        {
            null => (ProblemResult)Problem.TaskNotFound(id),
            { IsTerminal: false, State: var state } => (ProblemResult)Problem.NotFinished(id, state),
            { } task => TypedResults.Ok(task.ToResult()),
        };

    private static async Task<Results<Ok<TaskDetails>, ProblemResult>> Cancel(Guid id, GrainCalls calls) =>
        await calls.WriteAsync(calls.Task(id).Cancel()) switch
        {
            null => (ProblemResult)Problem.TaskNotFound(id),
            { Cancelled: false, Task.State: var state } => (ProblemResult)Problem.AlreadyFinished(id, state),
            { Task: var task } => TypedResults.Ok(task.ToWire()),
        };
}
