namespace Orchestrator.Gateway;

/// <summary>Keeps the browser from asking anybody else.</summary>
internal static class ContentPolicy
{
    private const string OnlyThisHost =
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:";

    /// <summary>The page may load from and talk to this server only, whatever its scripts would like to do.</summary>
    public static TBuilder AllowOnlyThisHost<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder
    {
        endpoints.Add(builder =>
        {
            if (builder.RequestDelegate is not { } serve)
                return;
            builder.RequestDelegate = context =>
            {
                context.Response.Headers.ContentSecurityPolicy = OnlyThisHost;
                return serve(context);
            };
        });
        return endpoints;
    }
}
