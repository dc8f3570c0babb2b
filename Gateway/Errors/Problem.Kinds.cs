namespace Orchestrator.Gateway;

/// <summary>Every error the API knows.</summary>
internal sealed partial record Problem
{
    public static Problem Unauthorized() =>
        Of(401, ProblemCodes.Unauthorized, "Send a valid key in the header X-API-Key, or as Authorization: Bearer <key>.");

    public static Problem Forbidden(AccountRole role, Roles allowed) =>
        Of(403, ProblemCodes.Forbidden, $"Your key has the role {WireNames.Of(role)}; this needs {allowed.Describe()}.");

    public static Problem TaskNotFound(Guid id) => Of(404, ProblemCodes.NotFound, $"There is no task {id}.");

    public static Problem BatchNotFound(Guid id) => Of(404, ProblemCodes.NotFound, $"There is no batch {id}.");

    public static Problem RuleNotFound(string name) => Of(404, ProblemCodes.NotFound, $"There is no rule '{FieldText.Shorten(name)}'.");

    public static Problem IdempotencyConflict() =>
        Of(409, ProblemCodes.IdempotencyConflict, "This Idempotency-Key was used with another body in the last 24 hours.");

    public static Problem NotFinished(Guid id, TaskState state) =>
        Of(409, ProblemCodes.NotFinished, $"Task {id} is {WireNames.Of(state)}; its result comes when it is finished.");

    public static Problem AlreadyFinished(Guid id, TaskState state) =>
        Of(409, ProblemCodes.AlreadyFinished, $"Task {id} is {WireNames.Of(state)} and cannot be cancelled any more.");

    public static Problem CatchAllRule(string name) =>
        Of(409, ProblemCodes.CatchAllRule, $"Rule '{FieldText.Shorten(name)}' is the catch-all, which must stay: every task needs a rule.");

    public static Problem NothingBefore(string detail) => Of(409, ProblemCodes.NothingBefore, detail);

    public static Problem TrialNotFound() => Of(404, ProblemCodes.NotFound, "No candidate is on trial.");

    public static Problem PayloadTooLarge(long limit) =>
        Of(413, ProblemCodes.PayloadTooLarge, $"The body is larger than {limit} bytes.");

    public static Problem RateLimited(int limit, int retryAfterSeconds) =>
        Of(429, ProblemCodes.RateLimited, $"More than {limit} requests in a minute.") with { RetryAfterSeconds = Math.Max(1, retryAfterSeconds) };

    public static Problem Overloaded(int retryAfterSeconds) =>
        Of(503, ProblemCodes.Overloaded, "Too many unfinished tasks; nothing was accepted.") with { RetryAfterSeconds = Math.Max(1, retryAfterSeconds) };

    public static Problem Unavailable() =>
        Of(503, ProblemCodes.Unavailable, "The cluster does not answer in time. Try again.") with { RetryAfterSeconds = 2 };

    /// <summary>A task's own failure, in the task's words.</summary>
    public static Problem Failed(int status, string code, string detail) => Of(status, code, detail);

    public static Problem Internal() => Of(500, ProblemCodes.Internal, "Something went wrong on the server; its log says what.");

    public static Problem MalformedJson(string message) =>
        Of(400, ProblemCodes.MalformedJson, "The body is not valid JSON.") with { Errors = new Dictionary<string, string[]> { ["body"] = [message] } };

    public static Problem Validation(FieldErrors errors) =>
        Of(400, ProblemCodes.ValidationFailed, errors.Count == 1 ? "One field is wrong." : $"{errors.Count} fields are wrong.") with { Errors = errors.ToDictionary() };

    /// <summary>What the server itself refused, such as an unknown path or a method that is not allowed.</summary>
    public static Problem ForStatus(int status, HttpRequest request) => Of(status, ProblemCodes.ForStatus(status), status switch
    {
        404 => $"There is nothing for {request.Method} {FieldText.Shorten(request.Path.Value)}.",
        405 => $"{FieldText.Shorten(request.Path.Value)} does not take {request.Method}.",
        413 => "The body is too large.",
        415 => "Send the body as Content-Type: application/json.",
        408 => "The body came too slowly.",
        < 500 => "The request cannot be read.",
        _ => "The request cannot be served.",
    });
}
