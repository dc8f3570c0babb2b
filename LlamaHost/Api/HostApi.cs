namespace Orchestrator.LlamaHost;

/// <summary>Who may call what, and what errors look like. A plain delegate: a router and its services would take longer to start than the model.</summary>
internal sealed class HostApi(ModelRuntime runtime, ChatEndpoint chat, EmbeddingsEndpoint embeddings, BearerKey? key)
{
    public async Task HandleAsync(HttpContext http)
    {
        try
        {
            await RouteAsync(http);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client left; nobody reads an answer.
        }
        catch (Exception e) when (!http.Response.HasStarted)
        {
            await HttpJson.WriteErrorAsync(http, Describe(e));
        }
    }

    /// <summary>What a client is told about a failure.</summary>
    public static ErrorBody Describe(Exception failure) => failure switch
    {
        RequestException e => e.Error,
        BadHttpRequestException e => new(e.StatusCode, e.Message, "invalid_request_error"),
        OperationCanceledException => new(StatusCodes.Status503ServiceUnavailable, "The server is stopping", "unavailable_error"),
        InvalidOperationException e => new(StatusCodes.Status500InternalServerError, e.Message, "server_error"),
        _ => new(StatusCodes.Status500InternalServerError, "Internal error", "server_error"),
    };

    private Task RouteAsync(HttpContext http)
    {
        var (method, path) = (http.Request.Method, http.Request.Path.Value ?? "");
        Func<ModelRuntime.Loaded, Task>? serve = path switch
        {
            "/v1/models" => loaded => StatusEndpoints.ModelsAsync(http, runtime, loaded),
            "/slots" => loaded => StatusEndpoints.SlotsAsync(http, runtime, loaded),
            "/v1/chat/completions" => loaded => chat.HandleAsync(http, loaded),
            "/v1/embeddings" => loaded => embeddings.HandleAsync(http, loaded),
            _ => null,
        };
        if (path == "/health") return StatusEndpoints.HealthAsync(http, runtime);
        if (key is not null && !key.IsIn(http.Request.Headers))
            throw new RequestException(StatusCodes.Status401Unauthorized, "authentication_error", "Invalid API key");
        if (serve is null) throw new RequestException(StatusCodes.Status404NotFound, "not_found_error", $"There is no {path}");
        var expected = path is "/v1/models" or "/slots" ? HttpMethods.Get : HttpMethods.Post;
        if (method != expected) throw new RequestException(StatusCodes.Status405MethodNotAllowed, "invalid_request_error", $"{path} takes {expected}");
        return serve(runtime.Current ?? throw new RequestException(StatusEndpoints.NotReady(runtime)));
    }
}
