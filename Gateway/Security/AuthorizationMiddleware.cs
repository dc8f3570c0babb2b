using System.Collections.Concurrent;

namespace Orchestrator.Gateway;

/// <summary>Lets an account do only what its role allows, by <see cref="EndpointRoles.Table"/>.</summary>
internal sealed class AuthorizationMiddleware(RequestDelegate next, GrainCalls calls)
{
    private readonly ConcurrentDictionary<(Endpoint Endpoint, string Method), Roles> _roles = new();

    public Task InvokeAsync(HttpContext context)
    {
        if (context.Features.Get<Account>() is not { Role: not AccountRole.Operate } account || context.GetEndpoint() is not RouteEndpoint endpoint)
            return next(context);
        Roles allowed = _roles.GetOrAdd((endpoint, context.Request.Method), static key => EndpointRoles.Of(key.Method, ((RouteEndpoint)key.Endpoint).RoutePattern.RawText));
        if (!allowed.Include(account.Role))
            return Problem.Forbidden(account.Role, allowed).WriteAsync(context);
        return account.Role == AccountRole.Submit && context.Request.Path.StartsWithSegments("/v1/tasks") ? OnlyOwnAsync(context, account.Name) : next(context);
    }

    /// <summary>The tasks of others do not exist for somebody who only sees their own.</summary>
    private async Task OnlyOwnAsync(HttpContext context, string account)
    {
        RouteValueDictionary route = context.Request.RouteValues;
        if (IdOf(route, "id") is { } id && await calls.GetTaskAsync(id, 0, context.RequestAborted) is { } task && task.Submission.Account != account)
            await Problem.TaskNotFound(id).WriteAsync(context);
        else if (IdOf(route, "batchId") is { } batch && !await HasTaskOfAsync(context, batch, account))
            await Problem.BatchNotFound(batch).WriteAsync(context);
        else
            await next(context);
    }

    private async Task<bool> HasTaskOfAsync(HttpContext context, Guid batch, string account)
    {
        var query = new TaskQuery { BatchId = batch, Account = account, Limit = 1 };
        TaskPage page = await calls.ReadAsync(query, static (calls, query) => calls.Query.List(query), context.RequestAborted);
        return page.Tasks.Count > 0;
    }

    private static Guid? IdOf(RouteValueDictionary route, string name) => Guid.TryParse(route[name] as string, out Guid id) ? id : null;
}
