using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orchestrator.Grains.Stores;

namespace Orchestrator.Grains;

/// <summary>
/// Delivers callbacks from the outbox: claims what is due under a lease, sends it, and removes it or postpones it by <see cref="RetrySchedule"/>.
/// Every silo runs one; a callback whose silo dies is due again when the lease runs out, so a receiver may get it more than once.
/// </summary>
internal sealed partial class WebhookWorker(
    ITaskStore store,
    WebhookSender sender,
    WebhookOptions options,
    WebhookMetrics metrics,
    TimeProvider time,
    Random random,
    ILogger<WebhookWorker> logger) : BackgroundService
{
    private static readonly TimeSpan BusyInterval = TimeSpan.FromMilliseconds(50);

    /// <summary>Not the silo's address: it must be unique among processes, and say nothing more.</summary>
    private readonly string _owner = Guid.NewGuid().ToString("N");
    private readonly HashSet<Task> _inFlight = [];

    /// <summary>Starts what is due, as far as there is room.</summary>
    /// <returns>True when more may be due than there was room for.</returns>
    public async Task<bool> DispatchAsync(CancellationToken cancellationToken)
    {
        _inFlight.RemoveWhere(delivery => delivery.IsCompleted);
        var room = options.MostInFlight - _inFlight.Count;
        if (room <= 0)
            return true;
        var due = await store.ClaimWebhooksAsync(_owner, options.Lease, room, cancellationToken);
        foreach (var webhook in due)
            _inFlight.Add(DeliverAsync(webhook, random.NextDouble()));
        return due.Count == room;
    }

    /// <summary>Waits for what is under way.</summary>
    public Task DrainAsync() => Task.WhenAll(_inFlight);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Secret is null)
            return;
        try
        {
            while (true)
            {
                var busy = await TryDispatchAsync(stoppingToken);
                await Task.Delay(busy ? BusyInterval : options.Interval, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // A try is short: better ended than made twice.
            await DrainAsync();
        }
    }

    private async Task<bool> TryDispatchAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await DispatchAsync(cancellationToken);
        }
        catch (UnavailableException error)
        {
            Log.StoreUnavailable(logger, error.Message);
            return false;
        }
    }

    private async Task DeliverAsync(DueWebhook webhook, double jitter)
    {
        try
        {
            var task = await store.ReadAsync(webhook.TaskId, CancellationToken.None);
            if (task is not { IsTerminal: true, Submission.CallbackUrl: { } url })
                await store.RemoveWebhookAsync(webhook);
            else
                await SettleAsync(webhook, jitter, HostOf(url), await TrySendAsync(task, url));
        }
        catch (UnavailableException error)
        {
            Log.StoreUnavailable(logger, error.Message);
        }
    }

    private async Task<string?> TrySendAsync(TaskSnapshot task, string url)
    {
        try
        {
            return await sender.SendAsync(task, url);
        }
        catch (Exception error)
        {
            // A callback we cannot even build must not stop the others, and not be tried for ever.
            Log.Unexpected(logger, task.Id, error);
            return "it could not be sent";
        }
    }

    private async Task SettleAsync(DueWebhook webhook, double jitter, string host, string? failure)
    {
        var tries = webhook.Tries + 1;
        if (failure is null)
        {
            metrics.Delivered();
            Log.Delivered(logger, webhook.TaskId, host, tries);
            await store.RemoveWebhookAsync(webhook);
        }
        else if (RetrySchedule.PauseAfter(tries, jitter) is { } pause)
        {
            metrics.Postponed();
            Log.Postponed(logger, webhook.TaskId, host, tries, failure, pause.TotalSeconds);
            await store.PostponeWebhookAsync(webhook, time.GetUtcNow() + pause);
        }
        else
        {
            metrics.GivenUp();
            Log.GivenUp(logger, webhook.TaskId, host, tries, failure);
            await store.RemoveWebhookAsync(webhook);
        }
    }

    /// <summary>All of the URL that is logged: path and query may be secrets.</summary>
    private static string HostOf(string url) => Uri.TryCreate(url, UriKind.Absolute, out var address) ? address.Host : "";

    private static partial class Log
    {
        [LoggerMessage(3500, LogLevel.Information, "webhook.delivered {task_id} to {host} at try {tries}", EventName = "webhook.delivered")]
        public static partial void Delivered(ILogger logger, Guid task_id, string host, int tries);

        [LoggerMessage(3501, LogLevel.Warning, "webhook.postponed {task_id}: {host} failed at try {tries}: {reason}; again in {pause_seconds} s", EventName = "webhook.postponed")]
        public static partial void Postponed(ILogger logger, Guid task_id, string host, int tries, string reason, double pause_seconds);

        [LoggerMessage(3502, LogLevel.Error, "webhook.given_up {task_id}: {host} failed at try {tries}, the last: {reason}", EventName = "webhook.given_up")]
        public static partial void GivenUp(ILogger logger, Guid task_id, string host, int tries, string reason);

        [LoggerMessage(3503, LogLevel.Warning, "webhook.store_unavailable: {reason}", EventName = "webhook.store_unavailable")]
        public static partial void StoreUnavailable(ILogger logger, string reason);

        [LoggerMessage(3504, LogLevel.Error, "webhook.unexpected {task_id}", EventName = "webhook.unexpected")]
        public static partial void Unexpected(ILogger logger, Guid task_id, Exception exception);
    }
}
