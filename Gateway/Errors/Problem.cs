using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.WebUtilities;

namespace Orchestrator.Gateway;

/// <summary>An error as a client reads it (RFC 9457, <c>application/problem+json</c>).</summary>
internal sealed partial record Problem
{
    public const string ContentType = "application/problem+json";

    /// <summary>The status, in words.</summary>
    public required string Title { get; init; }

    /// <summary>The HTTP status.</summary>
    public required int Status { get; init; }

    /// <summary>What went wrong, in a sentence.</summary>
    public required string Detail { get; init; }

    /// <summary>Stable code to decide by.</summary>
    public required string Code { get; init; }

    /// <summary>For a 400: what is wrong, by the path of the field.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string[]>? Errors { get; init; }

    /// <summary>Seconds for the header <c>Retry-After</c>; null for none.</summary>
    [JsonIgnore]
    public int? RetryAfterSeconds { get; init; }

    /// <summary>Answers the request with this. The response must not have started.</summary>
    public Task WriteAsync(HttpContext context)
    {
        HttpResponse response = context.Response;
        response.StatusCode = Status;
        response.ContentLength = null;
        if (RetryAfterSeconds is { } seconds)
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        if (OpenAiError.IsSpokenAt(context.Request.Path))
            return OpenAiError.Of(this).WriteAsync(response, context.RequestAborted);
        response.ContentType = ContentType;
        return JsonSerializer.SerializeAsync(response.BodyWriter, this, WireJson.Context.Problem, context.RequestAborted);
    }

    private static Problem Of(int status, string code, string detail) =>
        new() { Title = ReasonPhrases.GetReasonPhrase(status), Status = status, Code = code, Detail = detail };
}
