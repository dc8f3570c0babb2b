using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.StaticWebAssets;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orchestrator.Dashboard.Shell;

namespace Orchestrator.Dashboard;

/// <summary>Puts the dashboard into a host.</summary>
public static partial class DashboardEndpoints
{
    // WebApplication keeps its own route table under this name; a branch that finds it would add its pages to that table.
    private const string GlobalRouteBuilder = "__GlobalEndpointRouteBuilder";

    private const string BlazorScript = "_framework/blazor.web.js";

    /// <summary>
    /// Answers the requests that <paramref name="when"/> picks (for example by local port) with the dashboard and nothing else:
    /// its own routing, sign-in, security headers and static files. Call it before the rest of the pipeline.
    /// </summary>
    /// <param name="app">The host's pipeline.</param>
    /// <param name="when">Picks the requests.</param>
    /// <param name="more">Pages of the host's own that belong behind the same sign-in; null for none.</param>
    public static IApplicationBuilder UseDashboard(this IApplicationBuilder app, Func<HttpContext, bool> when, Action<IEndpointRouteBuilder>? more = null) =>
        app.MapWhen(when, branch =>
        {
            branch.Properties.Remove(GlobalRouteBuilder);
            branch.Use((context, next) =>
            {
                // The host's router may have found an endpoint of the API already.
                context.SetEndpoint(null);
                context.Request.RouteValues.Clear();
                return next(context);
            });
            branch.UseMiddleware<RequestGuard>();
            branch.UseRouting();
            branch.UseMiddleware<SignInGate>();
            branch.UseAntiforgery();
            branch.UseEndpoints(endpoints =>
            {
                endpoints.MapDashboard();
                more?.Invoke(endpoints);
            });
        });

    // Not for other callers: without the middleware above there would be no sign-in.
    private static void MapDashboard(this IEndpointRouteBuilder endpoints)
    {
        var services = endpoints.ServiceProvider;
        var environment = services.GetRequiredService<IWebHostEnvironment>();
        var log = services.GetRequiredService<ILoggerFactory>().CreateLogger("Orchestrator.Dashboard");
        var manifest = services.GetRequiredService<DashboardOptions>().StaticAssetsManifest ?? FindManifest(environment.ApplicationName);
        var pages = endpoints.MapRazorComponents<App>().AddInteractiveServerRenderMode(options => options.ContentSecurityFrameAncestorsPolicy = null);
        endpoints.MapSignIn();
        endpoints.MapFallback(() => new RazorComponentResult<MissingPage> { StatusCode = StatusCodes.Status404NotFound });
        if (manifest is null)
        {
            LogNoAssets(log);
            return;
        }
        // Needed when run from the build output: only a published host has the files beside it.
        StaticWebAssetsLoader.UseStaticWebAssets(environment, services.GetRequiredService<IConfiguration>());
        endpoints.MapStaticAssets(manifest);
        if (!environment.WebRootFileProvider.GetFileInfo(BlazorScript).Exists) LogNoScript(log, BlazorScript);
        pages.WithStaticAssets(manifest);
    }

    private static string? FindManifest(string application)
    {
        const string Suffix = ".staticwebassets.endpoints.json";
        var own = Path.Combine(AppContext.BaseDirectory, application + Suffix);
        return File.Exists(own) ? own : Directory.EnumerateFiles(AppContext.BaseDirectory, "*" + Suffix).Order(StringComparer.Ordinal).FirstOrDefault();
    }

    [LoggerMessage(7001, LogLevel.Warning, "No manifest of static assets beside the executable: the dashboard has no styles and no scripts")]
    private static partial void LogNoAssets(ILogger logger);

    [LoggerMessage(7002, LogLevel.Warning, "{Script} is not among the host's static assets: pages stay as they are first drawn. The host's project needs RequiresAspNetWebAssets=true")]
    private static partial void LogNoScript(ILogger logger, string script);
}
