using Microsoft.Extensions.Options;

namespace Orchestrator.Gateway;

/// <summary>How decisions are taken and what came of them.</summary>
internal static class RoutingEndpoints
{
    private const int MostPages = 1_000_000, MostEntries = 500;
    private static readonly FieldNames StageFields = new("a stage", "stage");

    public static IEndpointRouteBuilder MapRoutingEndpoints(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder routing = routes.MapGroup("/v1/routing").WithTags("Routing").WithProblems(401, 429, 503);
        routing.MapStats();
        routing.MapGet("/decision-log", Log).WithName("GetDecisionLog").WithSummary("Decisions, newest first")
            .WithQueryParameter("page", "From 1.", isInteger: true).WithQueryParameter("page_size", "1 to 500, default 50.", isInteger: true)
            .WithEnumParameter<ComputeTarget>("target", "Only this target.").WithEnumParameter<DecisionStage>("stage", "Only this stage.").WithProblems(400);
        routing.MapPost("/explain", Explain).WithName("ExplainDecision").WithSummary("What would be decided for this task now, without running it")
            .AcceptsJson<SubmitTask>(Examples.Task).WithProblems(400, 413, 415).LimitsBody(options => options.MaxBodyBytes);
        routing.MapGet("/stage", GetStage).WithName("GetStage").WithSummary("The stage that decides");
        routing.MapPut("/stage", SetStage).WithName("SetStage").WithSummary("Change the stage for the whole cluster, without a restart")
            .AcceptsJson<StageDetails>(Examples.Stage).WithProblems(400, 413, 415).LimitsBody(options => options.MaxBodyBytes);
        return routes;
    }

    private static async Task<Results<Ok<DecisionLog>, ProblemResult>> Log(HttpContext context, GrainCalls calls)
    {
        var query = new QueryReader(context.Request.Query);
        var filter = (
            Page: query.Integer("page", 1, 1, MostPages),
            Size: query.Integer("page_size", 50, 1, MostEntries),
            Target: query.Enum<ComputeTarget>("target"),
            Stage: query.Enum<DecisionStage>("stage"));
        if (query.Errors.Any)
            return (ProblemResult)Problem.Validation(query.Errors);
        DecisionLogPage page = await calls.ReadAsync(
            filter, static (calls, filter) => calls.Query.DecisionLog(filter.Page, filter.Size, filter.Target, filter.Stage), context.RequestAborted);
        return TypedResults.Ok(new DecisionLog([.. page.Entries.Select(WireMapping.ToWire)], page.Total, filter.Page, filter.Size));
    }

    private static async Task<Results<Ok<ExplanationDetails>, ProblemResult>> Explain(
        HttpContext context, GrainCalls calls, IOptions<GatewayOptions> options)
    {
        var errors = new FieldErrors();
        TaskSubmission? submission;
        using (JsonBody body = await JsonBody.ReadAsync(context))
            submission = TaskRequestReader.Read(body.Root, "", RequestAccount.Current(context), options.Value.Callbacks, errors);
        if (submission is null)
            return (ProblemResult)Problem.Validation(errors);
        Task<IReadOnlyList<SiloStatus>> silos = calls.ReadAsync(0, static (calls, _) => calls.Router.Silos(), context.RequestAborted);
        DecisionExplanation explanation = await calls.ReadAsync(submission, static (calls, task) => calls.Router.Explain(task), context.RequestAborted);
        return TypedResults.Ok(explanation.ToWire(await silos));
    }

    private static async Task<Ok<StageDetails>> GetStage(HttpContext context, GrainCalls calls) =>
        TypedResults.Ok(new StageDetails(await calls.ReadAsync(0, static (calls, _) => calls.Router.GetStage(), context.RequestAborted)));

    private static async Task<Results<Ok<StageDetails>, ProblemResult>> SetStage(HttpContext context, GrainCalls calls)
    {
        var errors = new FieldErrors();
        RoutingStage? stage = null;
        using (JsonBody body = await JsonBody.ReadAsync(context))
        {
            if (StageFields.Sort(body.Root, "", errors) is { } values)
            {
                var reader = new FieldReader(values, StageFields, "", errors);
                reader.Require(0, $"one of {WireNames.Allowed<RoutingStage>()}");
                stage = reader.Enum<RoutingStage>(0);
            }
        }
        if (stage is null || errors.Any)
            return (ProblemResult)Problem.Validation(errors);
        await calls.RepeatableWriteAsync(stage.Value, static async (calls, stage) =>
        {
            await calls.Router.SetStage(stage);
            return stage;
        });
        return TypedResults.Ok(new StageDetails(stage.Value));
    }
}
