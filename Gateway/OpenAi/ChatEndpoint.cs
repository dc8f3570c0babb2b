namespace Orchestrator.Gateway;

/// <summary>Chat completions for clients that speak OpenAI's protocol: each is a task like any other.</summary>
internal static class ChatEndpoint
{
    private const string Example = """
        { "model": "auto", "messages": [ { "role": "user", "content": "Explain quantum entanglement to a 10-year-old." } ], "stream": false }
        """;

    public static IEndpointRouteBuilder MapChatEndpoint(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/chat/completions", Complete).WithName("CreateChatCompletion").WithTags("OpenAI").WithSummary("Chat completion, whole or as a stream")
            .AcceptsJson<ChatCompletionRequest>(Example).WithCallerHeaders().Produces<ChatCompletion>().WithOpenAiErrors().LimitsBody(options => options.MaxBodyBytes);
        return routes;
    }

    private static async Task<IResult> Complete(HttpContext context, TaskSubmitter submitter, OpenAiTasks tasks, TaskFollower follower, TimeProvider time)
    {
        var errors = new FieldErrors();
        ChatRequest? request;
        using (JsonBody body = await JsonBody.ReadAsync(context))
            request = ChatRequestReader.Read(body.Root, RequestAccount.Of(context), errors);
        if (request is not null)
            request = request with { Task = CallerHeaders.Apply(request.Task, context, errors) };
        if (request is null || errors.Any)
            return (ProblemResult)Problem.Validation(errors);

        var id = submitter.NewId();
        SubmitReceipt receipt = await submitter.SubmitAsync(id, request.Task, request.Stream ? Attendance.AwaitsStream : Attendance.AwaitsAnswer);
        if (receipt.Outcome == SubmitOutcome.Overloaded)
            return (ProblemResult)Problem.Overloaded(receipt.RetryAfterSeconds);
        if (request.Stream)
            return await new ChatStream(id, request.IncludeUsage, context, follower, tasks, time).RunAsync();
        TaskSnapshot task = receipt.Finished ?? await tasks.FinishAsync(id, context.RequestAborted);
        CallerHeaders.Write(context.Response, task);
        return task.State == TaskState.Completed
            ? new ChatCompletionResult(task, CallerHeaders.Included(context.Request.Headers, task))
            : (ProblemResult)await tasks.ProblemOfAsync(task);
    }
}
