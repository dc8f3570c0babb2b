namespace Orchestrator.Gateway;

/// <summary>The models that can be named.</summary>
internal sealed record ModelList(string Object, IReadOnlyList<ModelDetails> Data);

/// <summary>One model.</summary>
/// <param name="Id">Its name; <c>auto</c> lets the router choose.</param>
/// <param name="Object">Always <c>model</c>.</param>
/// <param name="Created">Unix time; 0, because engines do not tell.</param>
/// <param name="OwnedBy">The targets that have it, or <c>orchestrator</c>.</param>
internal sealed record ModelDetails(string Id, string Object, long Created, string OwnedBy);

/// <summary>Which models there are.</summary>
internal static class ModelEndpoints
{
    public static IEndpointRouteBuilder MapModelEndpoints(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder models = routes.MapGroup("/v1/models").WithTags("OpenAI");
        models.MapGet("", List).WithName("ListModels").WithSummary("Every model that an engine has, and 'auto'").WithOpenAiErrors(401, 429, 503);
        models.MapGet("/{**id}", Get).WithName("GetModel").WithSummary("One model").WithOpenAiErrors(401, 404, 429, 503);
        return routes;
    }

    private static async Task<Ok<ModelList>> List(HttpContext context, GrainCalls calls) => TypedResults.Ok(new ModelList("list", await ReadAsync(context, calls)));

    private static async Task<Results<Ok<ModelDetails>, ProblemResult>> Get(string id, HttpContext context, GrainCalls calls)
    {
        List<ModelDetails> models = await ReadAsync(context, calls);
        return models.Find(model => model.Id == id) is { } found ? TypedResults.Ok(found) : (ProblemResult)OpenAiFailures.UnknownModel(id);
    }

    private static async Task<List<ModelDetails>> ReadAsync(HttpContext context, GrainCalls calls)
    {
        IReadOnlyList<SiloStatus> silos = await calls.ReadAsync(0, static (calls, _) => calls.Router.Silos(), context.RequestAborted);
        var named =
            from engine in silos.SelectMany(silo => silo.Snapshot.Engines)
            from model in new[] { engine.ChatModel, engine.EmbeddingModel }
            where model is not null
            group WireNames.Of(engine.Target).ToLowerInvariant() by model into targets
            orderby targets.Key
            select new ModelDetails(targets.Key, "model", 0, string.Join(',', targets.Distinct().Order()));
        return [new ModelDetails(ChatRequestReader.AnyModel, "model", 0, "orchestrator"), .. named];
    }
}
