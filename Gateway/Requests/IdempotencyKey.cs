using Microsoft.Extensions.Primitives;

namespace Orchestrator.Gateway;

/// <summary>The header that makes a submission safe to repeat.</summary>
internal static class IdempotencyKey
{
    public const string Header = "Idempotency-Key";
    private const int Longest = 128;

    /// <summary>The key; null without one. A malformed one is an error.</summary>
    public static string? Read(HttpRequest request, FieldErrors errors)
    {
        if (!request.Headers.TryGetValue(Header, out StringValues values))
            return null;
        if (values is [{ Length: >= 1 and <= Longest } key] && key.All(c => c is >= ' ' and <= '~'))
            return key;
        errors.Add(Header, $"must be one value of 1 to {Longest} printable ASCII characters");
        return null;
    }
}
