using System.Globalization;
using Microsoft.Extensions.Options;

namespace Orchestrator.Gateway;

/// <summary>
/// Takes every authenticated request out of its account's window and tells the caller what is left. When the cluster cannot say in time
/// the request passes: the limit protects the cluster, and an unreachable cluster answers 503 by itself.
/// </summary>
internal sealed partial class RateLimitMiddleware(
    RequestDelegate next, IGrainFactory grains, TimeProvider time, IOptions<GatewayOptions> options, ILogger<RateLimitMiddleware> logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private readonly int _limit = options.Value.RateLimitPerMinute;

    public Task InvokeAsync(HttpContext context) =>
        context.Features.Get<Account>() is { } account && (account.RateLimitPerMinute ?? _limit) is > 0 and var limit
            ? LimitAsync(context, account.Name, limit)
            : next(context);

    private async Task LimitAsync(HttpContext context, string account, int limit)
    {
        RateLimitLease lease;
        try
        {
            lease = await grains.GetGrain<IRateLimitGrain>(account).Take(limit).WaitAsync(Patience, time);
        }
        catch (Exception exception) when (ClusterFaults.ArePassing(exception))
        {
            LogLimiterUnavailable(account, exception.Message);
            await next(context);
            return;
        }
        context.Features.Set(new RateWindow(lease.Limit, lease.Remaining, lease.ResetSeconds));
        IHeaderDictionary headers = context.Response.Headers;
        headers["RateLimit-Limit"] = Text(lease.Limit);
        headers["RateLimit-Remaining"] = Text(lease.Remaining);
        headers["RateLimit-Reset"] = Text(lease.ResetSeconds);
        if (lease.Allowed)
            await next(context);
        else
            await Problem.RateLimited(lease.Limit, lease.RetryAfterSeconds).WriteAsync(context);
    }

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    [LoggerMessage(5010, LogLevel.Warning, "The rate limit of {Account} could not be asked, the request passes: {Reason}")]
    private partial void LogLimiterUnavailable(string account, string reason);
}
