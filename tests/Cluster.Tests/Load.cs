using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Orchestrator.Cluster.Tests;

/// <summary>One submission: when it was sent, counted from the start of the load, how long it took, and what came.</summary>
internal sealed record Call(TimeSpan SentAt, TimeSpan Took, HttpStatusCode? Status, string? TaskId)
{
    public bool Succeeded => Status == HttpStatusCode.Accepted;

    public TimeSpan EndedAt => SentAt + Took;
}

/// <summary>A steady load on one address until it is stopped; remembers every call.</summary>
internal sealed class Load : IAsyncDisposable
{
    private readonly ConcurrentQueue<Call> _calls = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly long _startedAt = Stopwatch.GetTimestamp();
    private readonly HttpClient _http;
    private readonly Func<int, object> _task;
    private readonly Task[] _callers;
    private int _next;

    /// <param name="target">Where to send to.</param>
    /// <param name="task">The task with this number.</param>
    /// <param name="callers">So many callers…</param>
    /// <param name="pauseMs">…each pausing so long between its calls.</param>
    public Load(SiloProcess target, Func<int, object> task, int callers = 8, int pauseMs = 50)
    {
        _http = new HttpClient { BaseAddress = target.Http.BaseAddress, Timeout = TimeSpan.FromSeconds(30) };
        _http.DefaultRequestHeaders.Add("X-API-Key", SiloProcess.DevelopmentKey);
        _task = task;
        _callers = [.. Enumerable.Range(0, callers).Select(_ => Task.Run(() => CallAsync(pauseMs)))];
    }

    public IReadOnlyCollection<Call> Calls => _calls;

    /// <summary>Time since the load began.</summary>
    public TimeSpan Now => Stopwatch.GetElapsedTime(_startedAt);

    public IReadOnlyList<string> Accepted => [.. _calls.Where(call => call.Succeeded).Select(call => call.TaskId!)];

    /// <summary>Waits until so many tasks were accepted.</summary>
    public async Task UntilAcceptedAsync(int tasks)
    {
        while (_calls.Count(call => call.Succeeded) < tasks)
            await Task.Delay(20);
    }

    /// <summary>The time from <paramref name="since"/> to the first call sent after it that succeeded.</summary>
    public async Task<TimeSpan> UntilSucceedsAsync(TimeSpan since)
    {
        while (true)
        {
            if (_calls.Where(call => call.SentAt >= since && call.Succeeded).MinBy(call => call.EndedAt) is { } first)
                return first.EndedAt - since;
            await Task.Delay(20);
        }
    }

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_callers);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
        _http.Dispose();
    }

    private async Task CallAsync(int pauseMs)
    {
        while (!_stop.IsCancellationRequested)
        {
            var sentAt = Now;
            HttpStatusCode? status = null;
            string? id = null;
            try
            {
                using var response = await _http.PostAsJsonAsync("/v1/tasks", _task(Interlocked.Increment(ref _next)));
                status = response.StatusCode;
                if (status == HttpStatusCode.Accepted)
                    id = (string?)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["task_id"];
            }
            catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
            {
                // No answer: the books will tell what became of it.
            }

            _calls.Enqueue(new Call(sentAt, Now - sentAt, status, id));
            await Task.Delay(pauseMs);
        }
    }
}
