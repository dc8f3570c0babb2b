namespace Orchestrator.LlamaHost;

/// <summary><c>/health</c>, <c>/v1/models</c> and <c>/slots</c>.</summary>
internal static class StatusEndpoints
{
    public static Task HealthAsync(HttpContext http, ModelRuntime runtime) => runtime switch
    {
        { Current: not null } => HttpJson.WriteAsync(http, new HealthResponse("ok"), ApiJson.Default.HealthResponse),
        _ => HttpJson.WriteErrorAsync(http, NotReady(runtime)),
    };

    public static Task ModelsAsync(HttpContext http, ModelRuntime runtime, ModelRuntime.Loaded loaded) => HttpJson.WriteAsync(
        http,
        new ModelList("list", [new(runtime.Alias, "model", "llamacpp", new(loaded.ContextTokens, loaded.Model.EmbeddingSize))]),
        ApiJson.Default.ModelList);

    public static Task SlotsAsync(HttpContext http, ModelRuntime runtime, ModelRuntime.Loaded loaded) => HttpJson.WriteAsync(
        http,
        [.. loaded.Slots.Slots.Select(slot => new SlotEntry(slot.Id, slot.ContextTokens, slot.IsBusy))],
        ApiJson.Default.IReadOnlyListSlotEntry);

    /// <summary>The type tells a failed load, which waiting does not mend, from one under way.</summary>
    public static ErrorBody NotReady(ModelRuntime runtime) => runtime.Failure is { } failure
        ? new(StatusCodes.Status503ServiceUnavailable, failure, "model_load_error")
        : new(StatusCodes.Status503ServiceUnavailable, "Loading model", "unavailable_error");
}
