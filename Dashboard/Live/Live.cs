namespace Orchestrator.Dashboard;

/// <summary>One topic as one component watches it. Changing the topic keeps the old value until the new one is there.</summary>
internal sealed class Live<T>(LiveComponent owner) : LiveComponent.ILiveSource
    where T : class
{
    private Topic<T>? _topic;
    private string? _watched;
    private IDisposable? _watcher;
    private bool _answered;

    public Reading<T> Reading { get; private set; } = new();

    public T? Value => Reading.Value;

    /// <summary>What to watch from now on; null for nothing.</summary>
    public void Choose(Topic<T>? topic) => _topic = topic;

    public void Run(bool live)
    {
        if (_topic is null || (!live && _answered && _watched == _topic.Key)) Stop();
        else if (_watched != _topic.Key || _watcher is null) Start(live);
    }

    public void Stop()
    {
        _watcher?.Dispose();
        _watcher = null;
    }

    private void Start(bool live)
    {
        Stop();
        _answered = false;
        var key = _watched = _topic!.Key;
        _watcher = owner.Watch(_topic, reading =>
        {
            if (_watched != key || reading.IsLoading) return;
            Reading = reading;
            _answered = true;
            if (!live) Stop();
            owner.Refresh(reading.Value is null ? null : reading.AsOf);
        });
    }
}
