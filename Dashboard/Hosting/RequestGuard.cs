using System.Net;
using Microsoft.AspNetCore.Http;

namespace Orchestrator.Dashboard;

/// <summary>
/// Security headers on every answer, and no request from somewhere else: the Origin must be ours, and without sign-in the Host
/// must be a name of this machine, so that a web site a viewer happens to visit cannot reach the dashboard through their browser.
/// </summary>
internal sealed class RequestGuard(RequestDelegate next, DashboardOptions options)
{
    private const string ContentSecurityPolicy =
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; " +
        "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    public Task InvokeAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
        if (IsForeign(context.Request) || !IsAllowedHost(context))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return context.Response.WriteAsync("This request does not come from the dashboard's own pages.");
        }
        return next(context);
    }

    private static bool IsForeign(HttpRequest request) =>
        request.Headers.Origin.ToString() is { Length: > 0 } origin
        && !(Uri.TryCreate(origin, UriKind.Absolute, out var uri) && string.Equals(uri.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase));

    private bool IsAllowedHost(HttpContext context)
    {
        if (options.RequireKey || context.Connection.LocalIpAddress is not { } local || !IPAddress.IsLoopback(local)) return true;
        var host = context.Request.Host.Host;
        return host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
    }
}
