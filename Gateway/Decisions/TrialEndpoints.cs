namespace Orchestrator.Gateway;

/// <summary>A candidate policy or stage beside the active one: shadow and canary.</summary>
internal static class TrialEndpoints
{
    private const int Mode = 0, PolicyYaml = 1, Stage = 2, Share = 3;
    private const double SmallestShare = 0.001, DefaultShare = 0.05;
    private static readonly FieldNames Fields = new("a trial", "mode", "policy_yaml", "stage", "share");

    public static IEndpointRouteBuilder MapTrialEndpoints(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder candidate = routes.MapGroup("/v1/routing/candidate").WithTags("Routing").WithProblems(401, 429, 503);
        candidate.MapGet("", Get).WithName("GetTrial").WithSummary("The candidate on trial: agreement, estimated differences, and why a canary was stopped").WithProblems(404);
        candidate.MapPut("", Start).WithName("StartTrial").WithSummary("Try a policy or a stage beside the active one, as a shadow or as a canary")
            .AcceptsJson<StartTrial>(Examples.Trial).WithProblems(400, 413, 415).LimitsBody(options => options.MaxBodyBytes);
        candidate.MapDelete("", End).WithName("EndTrial").WithSummary("End the trial").WithProblems(404);
        return routes;
    }

    private static async Task<Results<Ok<TrialDetails>, ProblemResult>> Get(HttpContext context, GrainCalls calls) =>
        await calls.ReadAsync(0, static (calls, _) => calls.Router.GetTrial(), context.RequestAborted) is { } status
            ? TypedResults.Ok(status.ToWire())
            : (ProblemResult)Problem.TrialNotFound();

    private static async Task<Results<Ok<TrialDetails>, ProblemResult>> Start(HttpContext context, GrainCalls calls)
    {
        var errors = new FieldErrors();
        TrialRequest? request = null;
        using (JsonBody body = await JsonBody.ReadAsync(context))
        {
            if (Fields.Sort(body.Root, "", errors) is { } values)
                request = Read(new FieldReader(values, Fields, "", errors));
        }
        if (request is null || errors.Any)
            return (ProblemResult)Problem.Validation(errors);
        TrialChange change = await calls.WriteAsync(calls.Router.StartTrial(request));
        return change.Status is { } status ? TypedResults.Ok(status.ToWire()) : (ProblemResult)PolicyText.Invalid(change.Errors);
    }

    private static async Task<Results<NoContent, ProblemResult>> End(GrainCalls calls) =>
        await calls.WriteAsync(calls.Router.EndTrial()) ? TypedResults.NoContent() : (ProblemResult)Problem.TrialNotFound();

    private static TrialRequest? Read(FieldReader reader)
    {
        reader.Require(Mode, $"one of {WireNames.Allowed<TrialMode>()}");
        TrialMode? mode = reader.Enum<TrialMode>(Mode);
        var (yaml, stage, share) = (reader.Text(PolicyYaml, PolicyText.Longest), reader.Enum<RoutingStage>(Stage), reader.Number(Share, SmallestShare, 1));
        if (!reader.Has(PolicyYaml) && !reader.Has(Stage))
            reader.Fail(Stage, "is required when there is no policy_yaml: a candidate differs from what is active in one of the two");
        if (mode == TrialMode.Shadow && reader.Has(Share))
            reader.Fail(Share, "is a canary's; a shadow decides nothing");
        return mode is { } known ? new TrialRequest(known, yaml, stage, share ?? DefaultShare) : null;
    }
}
