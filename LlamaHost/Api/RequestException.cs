namespace Orchestrator.LlamaHost;

/// <summary>A request that cannot be served, with what the client is told.</summary>
internal sealed class RequestException(ErrorBody error) : Exception(error.Message)
{
    public RequestException(int statusCode, string type, string message)
        : this(new ErrorBody(statusCode, message, type))
    {
    }

    public ErrorBody Error => error;

    public static RequestException Invalid(string message) => new(StatusCodes.Status400BadRequest, "invalid_request_error", message);

    public static RequestException TooLong(int promptTokens, int contextTokens) => new(new ErrorBody(
        StatusCodes.Status400BadRequest,
        $"The request has {promptTokens} tokens, which exceeds the available context size of {contextTokens} tokens",
        "exceed_context_size_error",
        promptTokens,
        contextTokens));
}
