namespace Orchestrator.Gateway;

/// <summary>Makes a problem of every exception and of every bare error status. Nothing of an exception reaches the client.</summary>
internal sealed partial class ProblemMiddleware(RequestDelegate next, ILogger<ProblemMiddleware> logger)
{
    private const int ClientClosedRequest = 499;

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            await AnswerAsync(context, exception);
            return;
        }
        if (context.Response is { HasStarted: false, StatusCode: >= 400 and var status, ContentType: null, ContentLength: null })
            await Problem.ForStatus(status, context.Request).WriteAsync(context);
    }

    private async Task AnswerAsync(HttpContext context, Exception exception)
    {
        if (context.RequestAborted.IsCancellationRequested)
        {
            context.Response.StatusCode = ClientClosedRequest;
            return;
        }
        await Translate(context, exception).WriteAsync(context);
    }

    private Problem Translate(HttpContext context, Exception exception)
    {
        switch (exception)
        {
            case ProblemException known:
                return known.Problem;
            case BadHttpRequestException bad:
                return Problem.ForStatus(bad.StatusCode, context.Request);
            case var _ when ClusterFaults.ArePassing(exception):
                LogUnavailable(exception, context.Request.Method, context.Request.Path);
                return Problem.Unavailable();
            default:
                LogUnhandled(exception, context.Request.Method, context.Request.Path);
                return Problem.Internal();
        }
    }

    [LoggerMessage(5001, LogLevel.Warning, "The cluster did not answer {Method} {Path}")]
    private partial void LogUnavailable(Exception exception, string method, PathString path);

    [LoggerMessage(5002, LogLevel.Error, "{Method} {Path} failed")]
    private partial void LogUnhandled(Exception exception, string method, PathString path);
}
