using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace Orchestrator.Dashboard;

/// <summary>What one viewer looks at. The address is the state: copying the link copies the view.</summary>
internal sealed class ViewState : IDisposable
{
    private readonly NavigationManager _navigation;
    private Dictionary<string, StringValues> _query = [];

    public ViewState(NavigationManager navigation)
    {
        _navigation = navigation;
        navigation.LocationChanged += OnLocationChanged;
        ReadAddress();
    }

    /// <summary>The address or the time zone changed.</summary>
    public event Action? Changed;

    /// <summary>Newer figures came.</summary>
    public event Action? Stamped;

    public TimeRange Range { get; private set; }

    /// <summary>The period in words, in the viewer's zone.</summary>
    public string RangeLabel => Range is { From: { } from, To: { } to } ? $"time from {Minute(from)} to {Minute(to)}" : Range.Label;

    /// <summary>False while the viewer pauses: nothing is read for them.</summary>
    public bool IsLive { get; private set; }

    public TimeZoneInfo Zone { get; private set; } = TimeZoneInfo.Utc;

    /// <summary>Who signed in; null where no sign-in is needed.</summary>
    public string? Account { get; set; }

    /// <summary>Whether the viewer may change anything.</summary>
    public bool MayChange { get; set; } = true;

    /// <summary>When the newest figures on the page were read.</summary>
    public DateTimeOffset? AsOf { get; private set; }

    public string Path => new Uri(_navigation.Uri).AbsolutePath;

    public string? this[string name] => _query.TryGetValue(name, out var value) && value.ToString() is { Length: > 0 } text ? text : null;

    /// <summary>A link to another page that keeps the time range and the pause.</summary>
    public string Link(string path, params (string Name, string? Value)[] query)
    {
        IEnumerable<(string Name, string? Value)> shared = [("from", this["from"]), ("to", this["to"]), ("live", this["live"])];
        var all = query.Concat(shared.Where(item => query.All(own => own.Name != item.Name))).Where(item => item.Value is not null);
        return QueryHelpers.AddQueryString(path, all.ToDictionary(item => item.Name, item => item.Value));
    }

    /// <summary>This page with some parameters changed; null removes one.</summary>
    public string With(params (string Name, object? Value)[] changes) =>
        _navigation.GetUriWithQueryParameters(changes.ToDictionary(change => change.Name, change => change.Value));

    public void Change(params (string Name, object? Value)[] changes) => _navigation.NavigateTo(With(changes));

    public void SetZone(string name)
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) || zone.Equals(Zone)) return;
        Zone = zone;
        Changed?.Invoke();
    }

    public void SetAsOf(DateTimeOffset at)
    {
        if (AsOf >= at) return;
        AsOf = at;
        Stamped?.Invoke();
    }

    /// <summary>Time of day in the viewer's zone, with the date when it is not today.</summary>
    public string Time(DateTimeOffset at, DateTimeOffset now)
    {
        var (local, today) = (TimeZoneInfo.ConvertTime(at, Zone), TimeZoneInfo.ConvertTime(now, Zone));
        return local.ToString(local.Date == today.Date ? "HH:mm:ss" : "yyyy-MM-dd HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Date and time of day in the viewer's zone.</summary>
    public string Minute(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, Zone).ToString("yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture);

    public void Dispose() => _navigation.LocationChanged -= OnLocationChanged;

    private void OnLocationChanged(object? sender, LocationChangedEventArgs change)
    {
        ReadAddress();
        Changed?.Invoke();
    }

    private void ReadAddress()
    {
        _query = QueryHelpers.ParseQuery(new Uri(_navigation.Uri).Query);
        Range = TimeRange.Parse(this["from"], this["to"]);
        IsLive = this["live"] != "0";
    }
}
