namespace Orchestrator.Gateway;

/// <summary>Embeddings for clients that speak OpenAI's protocol.</summary>
internal static class EmbeddingEndpoint
{
    private const string Example = """{ "model": "auto", "input": ["The cat sleeps.", "The dog barks."] }""";

    public static IEndpointRouteBuilder MapEmbeddingEndpoint(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/embeddings", Embed).WithName("CreateEmbeddings").WithTags("OpenAI").WithSummary("Vectors of one or many texts")
            .AcceptsJson<EmbeddingRequest>(Example).WithCallerHeaders().WithOpenAiErrors().LimitsBody(options => options.MaxBodyBytes);
        return routes;
    }

    private static async Task<Results<JsonHttpResult<EmbeddingList>, ProblemResult>> Embed(HttpContext context, EmbeddingRunner runner)
    {
        var errors = new FieldErrors();
        EmbeddingOrder? order;
        using (JsonBody body = await JsonBody.ReadAsync(context))
            order = EmbeddingRequestReader.Read(body.Root, RequestAccount.Of(context), errors);
        if (order is not null)
            order = order with { Tasks = WithHeaders(order.Tasks, context, errors) };
        if (order is null || errors.Any)
            return (ProblemResult)Problem.Validation(errors);

        var (finished, problem) = await runner.RunAsync(order.Tasks, context.RequestAborted);
        if (finished[0] is { } first)
            CallerHeaders.Write(context.Response, first);
        problem ??= WrongLength(finished, order.Dimensions);
        if (problem is not null)
            return (ProblemResult)problem;
        var tokens = finished.Sum(task => task.InputTokens ?? 0);
        return TypedResults.Json(
            new EmbeddingList(
                "list",
                [.. finished.Select((task, index) => new EmbeddingItem("embedding", index, new EmbeddingVector(task.Embedding ?? [], order.AsBase64)))],
                OpenAiTasks.ModelOf(finished[0]),
                new EmbeddingUsage(tokens, tokens)) { Tasks = Included(context.Request.Headers, finished) },
            WireJson.Context.EmbeddingList);
    }

    private static List<TaskDetails>? Included(IHeaderDictionary headers, TaskSnapshot[] finished) =>
        CallerHeaders.Included(headers, finished[0]) is null ? null : [.. finished.Select(task => CallerHeaders.Included(headers, task)!)];

    private static List<TaskSubmission> WithHeaders(IReadOnlyList<TaskSubmission> tasks, HttpContext context, FieldErrors errors)
    {
        TaskSubmission first = CallerHeaders.Apply(tasks[0], context, errors);
        return [.. tasks.Select(task => first with { InputText = task.InputText })];
    }

    /// <summary>A vector of another length than the one asked for would be a silent error in the caller's index.</summary>
    private static Problem? WrongLength(TaskSnapshot[] finished, int? dimensions)
    {
        if (dimensions is not { } wanted || Array.Find(finished, task => task.Embedding?.Length != wanted) is not { } other)
            return null;
        var errors = new FieldErrors();
        errors.Add("dimensions", $"{OpenAiTasks.ModelOf(other)} gives vectors of {other.Embedding?.Length ?? 0}, not {wanted}");
        return Problem.Validation(errors);
    }
}
