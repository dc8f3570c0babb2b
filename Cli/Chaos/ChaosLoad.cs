using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Orchestrator.Cli;

/// <summary>A submission: when it was sent and answered, from the start of the load, and the task if it was accepted.</summary>
internal readonly record struct ChaosCall(TimeSpan SentAt, TimeSpan EndedAt, Guid? Accepted);

/// <summary>A steady load until it is stopped; remembers every call.</summary>
internal sealed class ChaosLoad
{
    /// <summary>A hard cap per task, far above what one costs: a task that is billed for attempts it never finished would show.</summary>
    public const decimal CapUsd = 0.5m;

    private const string Hard =
        "Compare the three divisions, derive the growth rate for each step by step, prove which constraint was binding, and evaluate the design alternatives with numbers.";

    private readonly ConcurrentQueue<ChaosCall> _calls = new();
    private readonly CancellationTokenSource _stop;
    private readonly ApiClient _client;
    private readonly string _callback;
    private readonly long _startedAt = Stopwatch.GetTimestamp();
    private readonly Task[] _users;
    private int _next;

    public ChaosLoad(ApiClient client, string callback, ChaosPlan plan, CancellationToken cancellation)
    {
        (_client, _callback) = (client, callback);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        _users = [.. Enumerable.Range(0, plan.Users).Select(_ => Task.Run(() => SubmitAsync(plan.Pause), CancellationToken.None))];
    }

    public TimeSpan Now => Stopwatch.GetElapsedTime(_startedAt);

    public IReadOnlyCollection<ChaosCall> Calls => _calls;

    public IEnumerable<Guid> Accepted => _calls.Select(call => call.Accepted).OfType<Guid>();

    /// <summary>Time from <paramref name="since"/> until a call that was sent later had succeeded.</summary>
    public async Task<TimeSpan> UntilSucceedsAsync(TimeSpan since, TimeSpan limit, CancellationToken cancellation)
    {
        while (Now - since < limit)
        {
            if (_calls.Where(call => call.SentAt >= since && call.Accepted is not null).Select(call => (TimeSpan?)call.EndedAt).Min() is { } first)
                return first - since;
            await Task.Delay(20, cancellation);
        }

        return limit;
    }

    /// <summary>The longest call that ended after <paramref name="since"/>.</summary>
    public TimeSpan SlowestSince(TimeSpan since) => _calls.Where(call => call.EndedAt > since).Select(call => call.EndedAt - call.SentAt).DefaultIfEmpty().Max();

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_users);
        _stop.Dispose();
    }

    private async Task SubmitAsync(TimeSpan pause)
    {
        while (!_stop.IsCancellationRequested)
        {
            var sentAt = Now;
            Guid? id = null;
            try
            {
                // Not cancelled by the end of the load: what was sent is answered for.
                id = (await _client.SubmitAsync(Body(Interlocked.Increment(ref _next)), CancellationToken.None)).Value.TaskId;
            }
            catch (ApiException)
            {
                // Refused or not answered: the caller knows, and the books tell what became of it.
            }

            _calls.Enqueue(new ChaosCall(sentAt, Now, id));
            await Task.Delay(pause, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private byte[] Body(int number)
    {
        var mark = number.ToString(CultureInfo.InvariantCulture);
        var (type, priority, text) = (number % 4) switch
        {
            0 => ("CHAT", "NORMAL", $"What is {mark} plus {mark}?"),
            1 => ("CLASSIFICATION", "LOW", $"Good or bad: number {mark}?"),
            2 => ("CLASSIFICATION", "HIGH", $"Good or bad: number {mark}?"),
            _ => ("REASONING", "URGENT", $"{Hard} ({mark})"),
        };
        return JsonSerializer.SerializeToUtf8Bytes(new ChaosTask(type, priority, text, CapUsd, _callback), ChaosJson.Default.ChaosTask);
    }
}
