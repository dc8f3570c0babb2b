using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.StaticAssets;

namespace Orchestrator.Dashboard;

/// <summary>Where a key is required, lets nothing but the sign-in page and static files through without a ticket.</summary>
internal sealed class SignInGate(RequestDelegate next, DashboardOptions options, SignInTickets tickets)
{
    /// <summary>Path of the sign-in page.</summary>
    public const string SignInPath = "/sign-in";

    public Task InvokeAsync(HttpContext context)
    {
        if (!options.RequireKey) return next(context);
        if (tickets.AccountOf(context.Request) is { } account)
        {
            context.Items[typeof(SignInGate)] = account;
            return next(context);
        }
        if (context.Request.Path == SignInPath || context.GetEndpoint()?.Metadata.GetMetadata<StaticAssetDescriptor>() is not null) return next(context);
        if (HttpMethods.IsGet(context.Request.Method) && context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal))
        {
            context.Response.Redirect($"{SignInPath}?return={Uri.EscapeDataString(context.Request.Path + context.Request.QueryString)}");
            return Task.CompletedTask;
        }
        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        return Task.CompletedTask;
    }

    public static string? AccountOf(HttpContext context) => context.Items[typeof(SignInGate)] as string;
}
