namespace Orchestrator.Gateway;

/// <summary>Learning from the log: the outcome model of stage ml, and the weights of stage scored.</summary>
internal static class LearningEndpoints
{
    public static IEndpointRouteBuilder MapLearningEndpoints(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder routing = routes.MapGroup("/v1/routing").WithTags("Routing").WithProblems(401, 429, 503);
        routing.MapPost("/train", Train).WithName("TrainModel").WithSummary("Train stage ml on the logs of the last 30 days, in the background on one silo");
        routing.MapGet("/train", GetTraining).WithName("GetTraining").WithSummary("The last training run: rows had and needed, holdout metrics, and whether its model was put in use");
        routing.MapGet("/model", GetModels).WithName("GetModels").WithSummary("The models that are kept, the one in use first");
        routing.MapPut("/model", PutModel).WithName("PutModel").WithSummary("Put a model file in use for the whole cluster; a broken one is refused and the last good one stays")
            .AcceptsJson<PutOutcomeModel>(Examples.Model).WithProblems(400, 413, 415).LimitsBody(options => options.MaxBatchBodyBytes);
        routing.MapPost("/model/rollback", RollBack).WithName("RollBackModel").WithSummary("Go back to the model before the one in use").WithProblems(409);
        routing.MapGet("/weights", GetWeights).WithName("GetWeights").WithSummary("The weights of stage scored, their history, and when the optimiser takes its next step");
        routing.MapPost("/weights/improve", Improve).WithName("ImproveWeights").WithSummary("Let the optimiser take its next bounded step now");
        routing.MapPost("/weights/revert", Revert).WithName("RevertWeights").WithSummary("Go back to the weights before");
        return routes;
    }

    private static async Task<Accepted<TrainingDetails>> Train(GrainCalls calls)
    {
        await calls.WriteAsync(calls.Learning.Train());
        return TypedResults.Accepted("/v1/routing/train", (await calls.WriteAsync(calls.Learning.GetTraining())).ToWire());
    }

    private static async Task<Ok<TrainingDetails>> GetTraining(HttpContext context, GrainCalls calls) =>
        TypedResults.Ok((await calls.ReadAsync(0, static (calls, _) => calls.Learning.GetTraining(), context.RequestAborted)).ToWire());

    private static async Task<Ok<OutcomeModels>> GetModels(HttpContext context, GrainCalls calls) =>
        TypedResults.Ok((await calls.ReadAsync(0, static (calls, _) => calls.Learning.GetModels(), context.RequestAborted)).ToWire());

    private static async Task<Results<Ok<OutcomeModels>, ProblemResult>> PutModel(HttpContext context, GrainCalls calls)
    {
        string? file;
        using (JsonBody body = await JsonBody.ReadAsync(context))
            file = JsonText.IsSound(body.Root) ? body.Root.GetRawText() : null;
        ModelChange? change = file is null ? null : await calls.WriteAsync(calls.Learning.PutModel(file));
        if (change is { Error: null })
            return TypedResults.Ok(change.Status.ToWire());
        var errors = new FieldErrors();
        errors.Add("body", change?.Error ?? "must be valid Unicode in every name and text");
        return (ProblemResult)Problem.Validation(errors);
    }

    private static async Task<Results<Ok<OutcomeModels>, ProblemResult>> RollBack(GrainCalls calls)
    {
        ModelChange change = await calls.WriteAsync(calls.Learning.RollBackModel());
        return change.Error is { } error ? (ProblemResult)Problem.NothingBefore(error) : TypedResults.Ok(change.Status.ToWire());
    }

    private static async Task<Ok<WeightDetails>> GetWeights(HttpContext context, GrainCalls calls) =>
        TypedResults.Ok((await calls.ReadAsync(0, static (calls, _) => calls.Learning.GetWeights(), context.RequestAborted)).ToWire());

    private static async Task<Ok<WeightDetails>> Improve(GrainCalls calls) =>
        TypedResults.Ok((await calls.WriteAsync(calls.Learning.ImproveWeights())).ToWire());

    private static async Task<Ok<WeightDetails>> Revert(GrainCalls calls) =>
        TypedResults.Ok((await calls.WriteAsync(calls.Learning.RevertWeights())).ToWire());
}
