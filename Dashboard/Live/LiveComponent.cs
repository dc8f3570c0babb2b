using Microsoft.AspNetCore.Components;

namespace Orchestrator.Dashboard;

/// <summary>A component that shows live figures: watches while it is shown, stops when it is paused or gone.</summary>
public abstract class LiveComponent : ComponentBase, IDisposable
{
    private readonly List<ILiveSource> _sources = [];

    [Inject] private LiveFeed Feed { get; set; } = default!;

    [Inject] private ViewState State { get; set; } = default!;

    [Inject] private protected TimeProvider Clock { get; set; } = default!;

    private protected ViewState View => State;

    private protected LiveFeed LiveFeed => Feed;

    private protected DateTimeOffset Now => Clock.GetUtcNow();

    /// <inheritdoc />
    protected override void OnInitialized() => State.Changed += OnViewChanged;

    /// <summary>Chooses what to watch from the parameters and the address; called again when either changes.</summary>
    protected virtual void Choose()
    {
    }

    /// <inheritdoc />
    protected override void OnParametersSet() => Apply();

    /// <inheritdoc />
    public virtual void Dispose()
    {
        State.Changed -= OnViewChanged;
        foreach (var source in _sources) source.Stop();
        GC.SuppressFinalize(this);
    }

    private protected Live<T> Source<T>()
        where T : class
    {
        var source = new Live<T>(this);
        _sources.Add(source);
        return source;
    }

    internal IDisposable Watch<T>(Topic<T> topic, Action<Reading<T>> handler)
        where T : class => Feed.Watch(topic, handler);

    internal void Refresh(DateTimeOffset? asOf) => _ = InvokeAsync(() =>
    {
        if (asOf is { } at) State.SetAsOf(at);
        StateHasChanged();
    });

    private void OnViewChanged() => _ = InvokeAsync(() =>
    {
        Apply();
        StateHasChanged();
    });

    private void Apply()
    {
        // A page that is only being prerendered has nobody to update.
        if (!RendererInfo.IsInteractive) return;
        Choose();
        foreach (var source in _sources) source.Run(State.IsLive);
    }

    internal interface ILiveSource
    {
        void Run(bool live);

        void Stop();
    }
}
