using System.Text.Json;

namespace Orchestrator.Gateway;

/// <summary>An error as OpenAI clients read it.</summary>
internal sealed record OpenAiErrorBody(OpenAiError Error);

/// <summary>What went wrong.</summary>
/// <param name="Message">A sentence.</param>
/// <param name="Type">The family, such as <c>invalid_request_error</c>.</param>
/// <param name="Param">The field that is wrong; null when it is none.</param>
/// <param name="Code">Stable code in lower case.</param>
internal sealed record OpenAiError(string Message, string Type, string? Param, string Code)
{
    /// <summary>True where clients expect this shape and no problem details.</summary>
    public static bool IsSpokenAt(PathString path) =>
        path.StartsWithSegments("/v1/chat") || path.StartsWithSegments("/v1/embeddings") || path.StartsWithSegments("/v1/models");

    /// <summary>The same error in this shape; everything that is wrong with a request goes into the message.</summary>
    public static OpenAiError Of(Problem problem)
    {
        var message = problem.Errors is { } errors
            ? string.Join("; ", errors.Select(pair => $"{pair.Key}: {string.Join(", ", pair.Value)}"))
            : problem.Detail;
        return new OpenAiError(message, TypeOf(problem.Status), problem.Errors?.Keys.FirstOrDefault(), CodeOf(problem));
    }

    /// <summary>Answers with this; the status is set already.</summary>
    public Task WriteAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        response.ContentType = "application/json";
        return JsonSerializer.SerializeAsync(response.BodyWriter, new OpenAiErrorBody(this), WireJson.Context.OpenAiErrorBody, cancellationToken);
    }

    private static string TypeOf(int status) => status switch
    {
        401 => "authentication_error",
        403 => "permission_error",
        429 => "rate_limit_error",
        >= 500 => "server_error",
        _ => "invalid_request_error",
    };

    private static string CodeOf(Problem problem) => problem.Code switch
    {
        ProblemCodes.Unauthorized => "invalid_api_key",
        ProblemCodes.RateLimited => "rate_limit_exceeded",
        var code => code.ToLowerInvariant(),
    };
}
