using System.Diagnostics;

namespace Orchestrator.Silo;

/// <summary>Tells a caller the id under which its request is found in traces and logs.</summary>
public static class TraceHeader
{
    /// <summary>The header of every answer: 32 hexadecimal digits.</summary>
    public const string Name = "X-Trace-Id";

    /// <summary>Adds the header; belongs before everything that answers.</summary>
    public static IApplicationBuilder UseTraceHeader(this IApplicationBuilder app) => app.Use(static (context, next) =>
    {
        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity)
            context.Response.Headers[Name] = activity.TraceId.ToHexString();
        return next(context);
    });
}
