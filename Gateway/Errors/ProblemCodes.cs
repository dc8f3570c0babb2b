namespace Orchestrator.Gateway;

/// <summary>The stable codes of errors.</summary>
internal static class ProblemCodes
{
    public const string ValidationFailed = "VALIDATION_FAILED";
    public const string MalformedJson = "MALFORMED_JSON";
    public const string BadRequest = "BAD_REQUEST";
    public const string Unauthorized = "UNAUTHORIZED";
    public const string Forbidden = "FORBIDDEN";
    public const string NotFound = "NOT_FOUND";
    public const string MethodNotAllowed = "METHOD_NOT_ALLOWED";
    public const string IdempotencyConflict = "IDEMPOTENCY_CONFLICT";
    public const string NotFinished = "NOT_FINISHED";
    public const string AlreadyFinished = "ALREADY_FINISHED";
    public const string NothingBefore = "NOTHING_BEFORE";
    public const string CatchAllRule = "CATCH_ALL_RULE";
    public const string PayloadTooLarge = "PAYLOAD_TOO_LARGE";
    public const string UnsupportedMediaType = "UNSUPPORTED_MEDIA_TYPE";
    public const string RateLimited = "RATE_LIMITED";
    public const string Internal = "INTERNAL";
    public const string Unavailable = "UNAVAILABLE";
    public const string Overloaded = "OVERLOADED";

    /// <summary>The code of a status that the server itself answered with.</summary>
    public static string ForStatus(int status) => status switch
    {
        400 => BadRequest,
        401 => Unauthorized,
        403 => Forbidden,
        404 => NotFound,
        405 => MethodNotAllowed,
        413 => PayloadTooLarge,
        415 => UnsupportedMediaType,
        429 => RateLimited,
        503 => Unavailable,
        < 500 => BadRequest,
        _ => Internal,
    };
}
