namespace Orchestrator.Gateway;

/// <summary>The policy as a whole: its text, its versions, and the way back to one.</summary>
internal static class PolicyVersionEndpoints
{
    private const int MostVersions = 200;
    private static readonly FieldNames EditFields = new("a policy", "yaml", "validate_only");

    public static void MapPolicyVersions(this RouteGroupBuilder policy)
    {
        policy.MapGet("/text", Text).WithName("GetPolicyText").WithSummary("The active rules in the form of the policy file").Produces<string>(200, "application/yaml");
        policy.MapPut("", Edit).WithName("ReplacePolicy").WithSummary("Replace all rules by those of a text, or learn what it would change")
            .AcceptsJson<EditPolicy>(Examples.PolicyText).WithProblems(400, 413, 415).LimitsBody(options => options.MaxBodyBytes);
        policy.MapGet("/versions", Versions).WithName("GetPolicyVersions").WithSummary("Policies that were active, newest first")
            .WithQueryParameter("limit", "1 to 200, default 50.", isInteger: true).WithProblems(400);
        policy.MapPost("/versions/{number:long}/revert", Revert).WithName("RevertPolicy").WithSummary("Return to the rules of a version").WithProblems(404, 409);
    }

    private static async Task<ContentHttpResult> Text(HttpContext context, GrainCalls calls) =>
        TypedResults.Content(await calls.ReadAsync(0, static (calls, _) => calls.Policy.Text(), context.RequestAborted), "application/yaml; charset=utf-8");

    private static async Task<Results<Ok<PolicyEditDetails>, ProblemResult>> Edit(HttpContext context, GrainCalls calls)
    {
        var errors = new FieldErrors();
        PolicyEdit? edit = null;
        using (JsonBody body = await JsonBody.ReadAsync(context))
        {
            if (EditFields.Sort(body.Root, "", errors) is { } values)
            {
                var reader = new FieldReader(values, EditFields, "", errors);
                reader.Require(0, "the rules as YAML");
                edit = new PolicyEdit { Yaml = reader.Text(0, int.MaxValue), ValidateOnly = reader.Bool(1) ?? false, Author = RequestAccount.Of(context) };
            }
        }
        if (edit is null || errors.Any)
            return (ProblemResult)Problem.Validation(errors);
        return await AnswerAsync(calls, edit);
    }

    private static async Task<Results<Ok<PolicyVersionList>, ProblemResult>> Versions(HttpContext context, GrainCalls calls)
    {
        var query = new QueryReader(context.Request.Query);
        var limit = query.Integer("limit", 50, 1, MostVersions);
        if (query.Errors.Any)
            return (ProblemResult)Problem.Validation(query.Errors);
        IReadOnlyList<PolicyVersion> versions = await calls.ReadAsync(limit, static (calls, limit) => calls.Policy.Versions(limit), context.RequestAborted);
        return TypedResults.Ok(new PolicyVersionList([.. versions.Select(version => version.ToWire())]));
    }

    private static async Task<Results<Ok<PolicyEditDetails>, ProblemResult>> Revert(long number, HttpContext context, GrainCalls calls) =>
        await AnswerAsync(calls, new PolicyEdit { Revert = number, Author = RequestAccount.Of(context) });

    private static async Task<Results<Ok<PolicyEditDetails>, ProblemResult>> AnswerAsync(GrainCalls calls, PolicyEdit edit)
    {
        PolicyEditResult result = await calls.WriteAsync(calls.Policy.Edit(edit));
        if (result.Errors.Count == 0)
            return TypedResults.Ok(result.ToWire());
        var errors = new FieldErrors();
        foreach (PolicyError error in result.Errors)
            errors.Add(error.Field, error.Line is null ? error.Message : $"line {error.Line}, column {error.Column}: {error.Message}");
        return (ProblemResult)Problem.Validation(errors);
    }
}
