using Microsoft.Extensions.Primitives;

namespace Orchestrator.Gateway;

/// <summary>Lets only known keys into <c>/v1</c>, health excepted.</summary>
internal sealed class AuthenticationMiddleware(RequestDelegate next, IAccounts accounts)
{
    private const string Bearer = "Bearer ";

    public Task InvokeAsync(HttpContext context)
    {
        if (!NeedsKey(context.Request.Path))
            return next(context);
        if (accounts.Current.Authenticate(Presented(context.Request.Headers)) is not { } account)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            return Problem.Unauthorized().WriteAsync(context);
        }
        context.Features.Set(account);
        return next(context);
    }

    /// <summary>Everything under <c>/v1</c> wants a key, but <c>/v1/health</c> and what is under it.</summary>
    public static bool NeedsKey(PathString path) => path.StartsWithSegments("/v1") && !path.StartsWithSegments("/v1/health");

    /// <summary>The key as it was sent; <c>X-API-Key</c> wins over a bearer token. A repeated header is no key.</summary>
    private static ReadOnlySpan<char> Presented(IHeaderDictionary headers)
    {
        if (headers.TryGetValue("X-API-Key", out StringValues key))
            return key.Count == 1 ? key[0] : null;
        StringValues authorization = headers.Authorization;
        return authorization.Count == 1 && authorization[0] is { } text && text.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            ? text.AsSpan(Bearer.Length).Trim()
            : null;
    }
}
