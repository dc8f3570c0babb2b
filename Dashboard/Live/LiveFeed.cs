using Microsoft.Extensions.Logging;

namespace Orchestrator.Dashboard;

/// <summary>
/// Reads what somebody watches, once for all viewers, and nothing when nobody looks: a reader starts with the first watcher of its
/// topic and ends with the last.
/// </summary>
internal sealed class LiveFeed(IDashboardData data, DashboardOptions options, TimeProvider time, ILoggerFactory loggers)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, object> _readers = [];
    private readonly ILogger _log = loggers.CreateLogger<LiveFeed>();

    /// <summary>Short histories of the silos' figures, kept while somebody watches them.</summary>
    public Trails Trails { get; } = new();

    /// <summary>Tasks a minute, as far as somebody watched.</summary>
    public Rates Rates { get; } = new();

    /// <summary>Readers at work now.</summary>
    public int ReaderCount
    {
        get { lock (_gate) return _readers.Count; }
    }

    /// <summary>Calls <paramref name="handler"/> with what is known now, and with each change until the result is disposed.</summary>
    public IDisposable Watch<T>(Topic<T> topic, Action<Reading<T>> handler)
        where T : class
    {
        Reader<T> reader;
        lock (_gate)
        {
            if (!_readers.TryGetValue(topic.Key, out var known))
            {
                known = new Reader<T>(topic, data, options, time, _log, Remember);
                _readers.Add(topic.Key, known);
            }
            reader = (Reader<T>)known;
            reader.Add(handler);
        }
        handler(reader.Latest);
        return new Watcher(() => Leave(reader, handler));
    }

    private void Leave<T>(Reader<T> reader, Action<Reading<T>> handler)
        where T : class
    {
        lock (_gate)
        {
            if (!reader.Remove(handler)) return;
            _readers.Remove(reader.Key);
            reader.Dispose();
        }
    }

    private void Remember(object value)
    {
        if (value is IReadOnlyList<SiloStatus> silos) Trails.Add(silos);
        else if (value is RoutingStats stats) Rates.Add(stats, time.GetUtcNow());
    }

    private sealed class Watcher(Action leave) : IDisposable
    {
        private Action? _leave = leave;

        public void Dispose() => Interlocked.Exchange(ref _leave, null)?.Invoke();
    }
}
