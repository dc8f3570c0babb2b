namespace Orchestrator.LlamaHost;

/// <summary>The model and its slots, from "loading" to "ready" or "failed". Thread-safe.</summary>
internal sealed class ModelRuntime(HostArguments arguments)
{
    private volatile Loaded? _loaded;
    private volatile string? _failure;

    /// <summary>The name of the model in the API.</summary>
    public string Alias => arguments.Alias;

    /// <summary>Null while loading and when ready.</summary>
    public string? Failure => _failure;

    public Loaded? Current => _loaded;

    /// <summary>Loads libraries and model; blocks. A failure is kept for <c>/health</c> to tell.</summary>
    public void Load(string libraryDirectory)
    {
        try
        {
            NativeLibraries.Load(libraryDirectory);
            var model = new LlamaModel(arguments.Model, arguments.GpuLayers);
            _loaded = new(model, new SlotPool(model, arguments.Slots, arguments.ContextTokens / arguments.Slots, arguments.Threads));
        }
        catch (HostException e)
        {
            _failure = e.Message;
        }
    }

    /// <summary>Stops all work and frees the memory.</summary>
    public async Task StopAsync(TimeSpan patience)
    {
        if (_loaded is not { } loaded || !await loaded.Slots.StopAsync(patience)) return;
        loaded.Slots.Dispose();
        loaded.Model.Dispose();
    }

    internal sealed record Loaded(LlamaModel Model, SlotPool Slots)
    {
        public int ContextTokens => Slots.Slots[0].ContextTokens;
    }
}
