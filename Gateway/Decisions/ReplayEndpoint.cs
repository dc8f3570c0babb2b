namespace Orchestrator.Gateway;

/// <summary>What another policy or stage would have made of the logged tasks.</summary>
internal static class ReplayEndpoint
{
    private const int PolicyYaml = 0, Stage = 1, Hours = 2, DefaultHours = 24, MostHours = 8760;
    private static readonly FieldNames Fields = new("a replay", "policy_yaml", "stage", "hours");

    public static IEndpointRouteBuilder MapReplayEndpoint(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/routing/replay", Replay).WithTags("Routing").WithName("ReplayDecisions").WithProblems(400, 401, 413, 415, 429, 503)
            .WithSummary("What another policy or stage would have chosen for the logged tasks, beside what happened")
            .AcceptsJson<AskReplay>(Examples.Replay).LimitsBody(options => options.MaxBodyBytes);
        return routes;
    }

    private static async Task<Results<Ok<ReplayDetails>, ProblemResult>> Replay(HttpContext context, GrainCalls calls)
    {
        var errors = new FieldErrors();
        ReplayRequest? request = null;
        using (JsonBody body = await JsonBody.ReadAsync(context))
        {
            if (Fields.Sort(body.Root, "", errors) is { } values)
            {
                var reader = new FieldReader(values, Fields, "", errors);
                request = new ReplayRequest(
                    reader.Text(PolicyYaml, PolicyText.Longest), reader.Enum<RoutingStage>(Stage), reader.Integer(Hours, 1, MostHours) ?? DefaultHours);
            }
        }
        if (request is null || errors.Any)
            return (ProblemResult)Problem.Validation(errors);
        // It reads a part of the log and thinks: longer than other calls, shorter than anybody's patience.
        ReplayAnswer answer = await calls.SlowAsync(calls.Learning.Replay(request), context.RequestAborted);
        return answer.Report is null ? (ProblemResult)PolicyText.Invalid(answer.Errors) : TypedResults.Ok(answer.ToWire(request.Hours));
    }
}
