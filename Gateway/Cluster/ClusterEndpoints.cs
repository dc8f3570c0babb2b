namespace Orchestrator.Gateway;

/// <summary>The machines, and whether everything works.</summary>
internal static class ClusterEndpoints
{
    public static IEndpointRouteBuilder MapClusterEndpoints(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder cluster = routes.MapGroup("/v1").WithTags("Cluster");
        cluster.MapGet("/resources", Resources).WithName("GetResources").WithSummary("Every silo: load, GPUs, engines, queues, circuits").WithProblems(401, 429, 503);
        cluster.MapGet("/invariants", Invariants).WithName("GetInvariants").WithSummary("The books: whether anything was lost, done twice or charged above its cap")
            .WithDescription("Reads every task: for operators and tests, not for dashboards.").WithProblems(401, 429, 503);
        cluster.MapGet("/health", Health).WithName("GetHealth").WithSummary("200 while the process lives");
        cluster.MapGet("/health/ready", Ready).WithName("GetReadiness").WithSummary("Whether tasks can be taken, with each dependency")
            .Produces<Readiness>(StatusCodes.Status503ServiceUnavailable);
        return routes;
    }

    private static async Task<Ok<ResourceList>> Resources(HttpContext context, GrainCalls calls)
    {
        IReadOnlyList<SiloStatus> silos = await calls.ReadAsync(0, static (calls, _) => calls.Router.Silos(), context.RequestAborted);
        return TypedResults.Ok(new ResourceList([.. silos.Select(WireMapping.ToWire)]));
    }

    private static async Task<Ok<Books>> Invariants(HttpContext context, GrainCalls calls) =>
        TypedResults.Ok((await calls.ReadAsync(0, static (calls, _) => calls.Query.Books(), context.RequestAborted)).ToWire());

    private static Ok<Liveness> Health() => TypedResults.Ok(new Liveness(HealthState.Up));

    private static async Task<JsonHttpResult<Readiness>> Ready(ReadinessProbe probe)
    {
        Readiness readiness = await probe.CheckAsync();
        return TypedResults.Json(readiness, WireJson.Context.Readiness, statusCode: readiness.Status == HealthState.Up ? 200 : 503);
    }
}
