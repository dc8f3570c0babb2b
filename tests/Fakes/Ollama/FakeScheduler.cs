using System.Text.Json.Nodes;

namespace Orchestrator.Fakes;

/// <summary>The options whose change makes Ollama load a model anew; null where the request did not say.</summary>
public sealed record FakeRunnerOptions(int? NumCtx, int? NumBatch, int? NumGpu, int? NumThread)
{
    public static FakeRunnerOptions Of(JsonObject request)
    {
        var options = request["options"] as JsonObject;
        return new FakeRunnerOptions(Number("num_ctx"), Number("num_batch"), Number("num_gpu"), Number("num_thread"));

        int? Number(string name) => options?[name]?.GetValue<int>();
    }

    /// <summary>A request without num_gpu (or below 0) takes the runner as it is: the trap this fake is there to show.</summary>
    public bool NeedsReload(FakeRunnerOptions loaded) =>
        NumCtx != loaded.NumCtx || NumBatch != loaded.NumBatch || NumThread != loaded.NumThread || (NumGpu is >= 0 && NumGpu != loaded.NumGpu);
}

/// <summary>A model in memory.</summary>
public sealed class FakeRunner(FakeModel model, FakeRunnerOptions options, long vram, int parallel)
{
    public FakeModel Model => model;

    public FakeRunnerOptions Options => options;

    public long VramBytes => vram;

    public DateTimeOffset? ExpiresAt { get; set; }

    public DateTimeOffset LastUsed { get; set; }

    public SemaphoreSlim Slots { get; } = new(parallel);
}

/// <summary>Loads one model at a time, evicts the least recently used, lets models expire.</summary>
public sealed class FakeScheduler(FakeOllamaOptions options)
{
    private static readonly TimeSpan _usualKeepAlive = TimeSpan.FromMinutes(5);
    private readonly Dictionary<string, FakeRunner> _running = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _loader = new(1);
    private readonly Lock _gate = new();
    private int _pending;

    /// <summary>Loads so far: more than one per model means that options changed, or that it was evicted.</summary>
    public int Loads { get; private set; }

    /// <summary>Calls that load a model or wait to do so.</summary>
    public int Pending => Volatile.Read(ref _pending);

    public IReadOnlyList<FakeRunner> Running
    {
        get
        {
            lock (_gate)
            {
                var now = options.Time.GetUtcNow();
                foreach (var expired in _running.Values.Where(runner => runner.ExpiresAt <= now).ToArray())
                    _running.Remove(expired.Model.Name);
                return [.. _running.Values];
            }
        }
    }

    /// <summary>The runner for a request, and how long loading it took; null when too many wait.</summary>
    public async Task<(FakeRunner Runner, TimeSpan Load)?> Acquire(FakeModel model, JsonObject request, CancellationToken cancellationToken)
    {
        var wanted = FakeRunnerOptions.Of(request);
        if (Loaded(model, wanted) is { } ready)
            return (Use(ready, request), TimeSpan.Zero);
        if (Interlocked.Increment(ref _pending) > options.MaxQueue)
        {
            Interlocked.Decrement(ref _pending);
            return null;
        }

        try
        {
            await _loader.WaitAsync(cancellationToken);
            try
            {
                if (Loaded(model, wanted) is { } meanwhile)
                    return (Use(meanwhile, request), TimeSpan.Zero);
                if (model.LoadTime > TimeSpan.Zero)
                    await Task.Delay(model.LoadTime, options.Time, cancellationToken);
                return (Use(Load(model, wanted), request), model.LoadTime > TimeSpan.Zero ? model.LoadTime : TimeSpan.FromMilliseconds(1));
            }
            finally
            {
                _loader.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _pending);
        }
    }

    public void Unload(string model)
    {
        lock (_gate)
            _running.Remove(model);
    }

    private FakeRunner? Loaded(FakeModel model, FakeRunnerOptions wanted) =>
        Running.FirstOrDefault(runner => runner.Model.Name == model.Name && !wanted.NeedsReload(runner.Options));

    private FakeRunner Load(FakeModel model, FakeRunnerOptions wanted)
    {
        lock (_gate)
        {
            _running.Remove(model.Name);
            while (_running.Count >= options.MaxLoaded)
                _running.Remove(_running.Values.MinBy(runner => runner.LastUsed)!.Model.Name);
            long free = Math.Max(0, options.Vram - _running.Values.Sum(runner => runner.VramBytes));
            var runner = new FakeRunner(model, wanted, wanted.NumGpu == 0 ? 0 : Math.Min(free, model.Bytes), options.Parallel);
            _running[model.Name] = runner;
            Loads++;
            return runner;
        }
    }

    private FakeRunner Use(FakeRunner runner, JsonObject request)
    {
        runner.LastUsed = options.Time.GetUtcNow();
        var keep = KeepAlive(request["keep_alive"]);
        runner.ExpiresAt = keep is null ? null : runner.LastUsed + keep;
        return runner;
    }

    // A Go duration or a number of seconds; negative means for ever, which is null here.
    private static TimeSpan? KeepAlive(JsonNode? value)
    {
        if (value is null)
            return _usualKeepAlive;
        string text = value.ToString();
        if (text.StartsWith('-'))
            return null;
        return text[^1] switch
        {
            'h' => TimeSpan.FromHours(double.Parse(text[..^1])),
            'm' => TimeSpan.FromMinutes(double.Parse(text[..^1])),
            's' => TimeSpan.FromSeconds(double.Parse(text[..^1])),
            _ => TimeSpan.FromSeconds(double.Parse(text)),
        };
    }
}
