using Orchestrator.Routing;

namespace Orchestrator.Engines;

/// <summary>Decides which fault an error body is. Providers disagree on status codes, so words count where codes are ambiguous.</summary>
internal static class FaultClassifier
{
    private static readonly string[] _tooLong =
        ["exceed_context_size", "context_length", "context length", "context window", "context size", "prompt is too long", "maximum number of tokens", "maximum context"];

    private static readonly string[] _blocked = ["content_filter", "content_policy", "safety", "PROHIBITED_CONTENT"];

    private static readonly string[] _badKey = ["API key", "API_KEY", "authentication", "invalid_api_key"];

    private static readonly string[] _unsupported =
        ["not supported", "does not support", "doesn't support", "unsupported_parameter", "unsupported_value", "requires --jinja"];

    private static readonly string[] _spent = ["insufficient_quota", "billing_hard_limit", "credit balance"];

    public static EngineFault Classify(ErrorBody error)
    {
        string words = $"{error.Kind} {error.Message}";
        return (int)error.Status switch
        {
            401 or 403 => EngineFault.Unauthorized,
            402 => EngineFault.QuotaExhausted,
            404 or 410 => EngineFault.ModelMissing,
            408 or 504 => EngineFault.TimedOut,
            413 => EngineFault.TooLong,
            429 => TooMany(error),
            400 or 422 => Rejected(words, error.Kind),
            503 or 529 => EngineFault.Busy,
            _ => Failed(words),
        };
    }

    // Gemini and OpenAI say "check your plan and billing details" alike, one for a limit per minute, the other for an empty purse: only their codes tell.
    private static EngineFault TooMany(ErrorBody error) =>
        error.DailyQuota || Mentions($"{error.Kind} {error.Message}", _spent) ? EngineFault.QuotaExhausted : EngineFault.RateLimited;

    private static EngineFault Rejected(string words, string kind) =>
        Mentions(words, _badKey) ? EngineFault.Unauthorized
        : Mentions(words, _tooLong) ? EngineFault.TooLong
        : Mentions(kind, _blocked) ? EngineFault.Refused
        : Mentions(words, _unsupported) ? EngineFault.Unsupported
        : EngineFault.BadRequest;

    private static EngineFault Failed(string words) =>
        Mentions(words, _tooLong) ? EngineFault.TooLong
        : Mentions(words, ["out-of-memory", "out of memory", "more system memory", "insufficient memory", "cudaMalloc"]) ? EngineFault.OutOfMemory
        : Mentions(words, ["rate_limit", "RESOURCE_EXHAUSTED"]) ? EngineFault.RateLimited
        : Mentions(words, _unsupported) ? EngineFault.Unsupported
        : Mentions(words, ["overloaded", "UNAVAILABLE", "server busy"]) ? EngineFault.Busy
        : EngineFault.Broken;

    private static bool Mentions(string words, string[] phrases) =>
        Array.Exists(phrases, phrase => words.Contains(phrase, StringComparison.OrdinalIgnoreCase));
}
