using Microsoft.Extensions.Logging;

namespace Orchestrator.Dashboard;

/// <summary>Reads one topic again and again and tells its watchers.</summary>
internal sealed partial class Reader<T> : IDisposable
    where T : class
{
    private readonly Topic<T> _topic;
    private readonly IDashboardData _data;
    private readonly DashboardOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Action<object> _remember;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationToken _stopped;
    private Action<Reading<T>>[] _handlers = [];

    public Reader(Topic<T> topic, IDashboardData data, DashboardOptions options, TimeProvider time, ILogger log, Action<object> remember)
    {
        (_topic, _data, _options, _time, _log, _remember) = (topic, data, options, time, log, remember);
        _stopped = _stop.Token;
        _ = Task.Run(RunAsync);
    }

    public string Key => _topic.Key;

    public Reading<T> Latest { get; private set; } = new();

    /// <summary>The feed's lock guards this and <see cref="Remove"/>.</summary>
    public void Add(Action<Reading<T>> handler) => _handlers = [.. _handlers, handler];

    /// <summary>True when that was the last watcher.</summary>
    public bool Remove(Action<Reading<T>> handler)
    {
        _handlers = [.. _handlers.Where(known => known != handler)];
        return _handlers.Length == 0;
    }

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(_options.RefreshInterval * _topic.Slowness, _time);
        try
        {
            do await ReadAsync();
            while (!IsFinished() && await timer.WaitForNextTickAsync(_stopped));
        }
        catch (OperationCanceledException)
        {
            // The last watcher left.
        }
    }

    private bool IsFinished() => Latest is { Value: { } value, Problem: null } && _topic.IsFinal?.Invoke(value) == true;

    private async Task ReadAsync()
    {
        try
        {
            var value = await _topic.Read(_data).WaitAsync(_options.ReadTimeout, _time, _stopped);
            Latest = Latest.Succeeded(value, _time.GetUtcNow());
            _remember(value);
        }
        catch (Exception problem) when (problem is not OperationCanceledException || !_stopped.IsCancellationRequested)
        {
            if (Latest.Problem is null) LogUnreachable(_log, problem, _topic.Key);
            Latest = Latest.Failed(Problems.Sentence(problem), _time.GetUtcNow());
        }
        foreach (var handler in _handlers) handler(Latest);
    }

    [LoggerMessage(7000, LogLevel.Warning, "Cannot read {Topic} for the dashboard; trying again while somebody watches")]
    private static partial void LogUnreachable(ILogger logger, Exception problem, string topic);
}
