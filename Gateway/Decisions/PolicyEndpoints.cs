namespace Orchestrator.Gateway;

/// <summary>The policy over the API. Changes are validated with the whole policy before they take effect, and are durable.</summary>
internal static class PolicyEndpoints
{
    public static IEndpointRouteBuilder MapPolicyEndpoints(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder policy = routes.MapGroup("/v1/routing/policy").WithTags("Routing").WithProblems(401, 429, 503);
        policy.MapGet("", Get).WithName("GetPolicy").WithSummary("The active rules in order, and why the last edit was refused if it was");
        policy.MapPost("", Put).WithName("PutRule").WithSummary("Create or replace one rule")
            .AcceptsJson<PutRule>(Examples.Rule).WithProblems(400, 409, 413, 415).LimitsBody(options => options.MaxBodyBytes);
        policy.MapDelete("/{name}", Delete).WithName("DeleteRule").WithSummary("Delete a rule").WithProblems(400, 404, 409);
        policy.MapPolicyVersions();
        return routes;
    }

    private static async Task<Ok<PolicyDetails>> Get(HttpContext context, GrainCalls calls)
    {
        PolicyStatus policy = await calls.ReadAsync(0, static (calls, _) => calls.Router.GetPolicy(), context.RequestAborted);
        return TypedResults.Ok(policy.ToWire());
    }

    private static async Task<Results<Created<RuleDetails>, Ok<RuleDetails>, ProblemResult>> Put(HttpContext context, GrainCalls calls)
    {
        var errors = new FieldErrors();
        RoutingRule? rule;
        using (JsonBody body = await JsonBody.ReadAsync(context))
            rule = RuleRequestReader.Read(body.Root, errors);
        if (rule is null)
            return (ProblemResult)Problem.Validation(errors);
        PolicyChangeResult change = await calls.WriteAsync(calls.Router.PutRule(rule));
        return change.Outcome switch
        {
            PolicyChange.Created => TypedResults.Created("/v1/routing/policy", (change.Rule ?? rule).ToWire()),
            PolicyChange.CatchAll => (ProblemResult)Problem.CatchAllRule(rule.Name),
            PolicyChange.Invalid => (ProblemResult)Invalid(change),
            _ => TypedResults.Ok((change.Rule ?? rule).ToWire()),
        };
    }

    private static async Task<Results<NoContent, ProblemResult>> Delete(string name, GrainCalls calls)
    {
        PolicyChangeResult change = await calls.WriteAsync(calls.Router.DeleteRule(name));
        return change.Outcome switch
        {
            PolicyChange.NotFound => (ProblemResult)Problem.RuleNotFound(name),
            PolicyChange.CatchAll => (ProblemResult)Problem.CatchAllRule(name),
            PolicyChange.Invalid => (ProblemResult)Invalid(change),
            _ => TypedResults.NoContent(),
        };
    }

    private static Problem Invalid(PolicyChangeResult change)
    {
        var errors = new FieldErrors();
        foreach (PolicyError error in change.Errors)
            errors.Add(error.Field, error.Message);
        return Problem.Validation(errors);
    }
}
