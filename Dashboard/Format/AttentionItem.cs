namespace Orchestrator.Dashboard;

/// <summary>Something an operator should look at, and where.</summary>
internal sealed record AttentionItem(string Kind, string Severity, string Text, string Path, params (string Name, string? Value)[] Query)
{
    /// <summary>Below this share of successes the failures are worth a look.</summary>
    private const double LowSuccess = 0.95;

    public static IReadOnlyList<AttentionItem> Of(IReadOnlyList<SiloStatus> silos, PolicyStatus? policy, RoutingStats? stats)
    {
        List<AttentionItem> items = [];
        if (silos.Count == 0) items.Add(new("no silo", "bad", "No silo has reported yet: tasks wait until one does.", "/resources"));
        foreach (var silo in silos) items.AddRange(OfSilo(silo));
        if (policy?.LastReloadErrors is { Count: > 0 } errors)
        {
            items.Add(new("policy", "bad", $"The latest policy edit was refused ({errors.Count} {(errors.Count == 1 ? "error" : "errors")}): {errors[0]}", "/routing"));
        }
        if (stats is null) return items;
        if (Figures.SuccessShare(stats) is { } share && share < LowSuccess)
        {
            items.Add(new("failures", "bad", $"Only {Show.Share(share)} of tasks succeed.", "/tasks", ("status", Show.Wire(TaskState.Failed))));
        }
        if (stats.UnpricedTasks > 0)
        {
            items.Add(new("unpriced", "warn", $"{Show.Count(stats.UnpricedTasks)} completed {(stats.UnpricedTasks == 1 ? "task has" : "tasks have")} no known cost.", "/costs"));
        }
        return items;
    }

    private static IEnumerable<AttentionItem> OfSilo(SiloStatus silo)
    {
        var name = silo.Snapshot.Name;
        if (silo.Stale) yield return new("stale", "bad", $"{name} has not reported for {Show.Ms(silo.AgeMs)}; it gets no new work.", "/resources");
        if (silo.Snapshot.Draining) yield return new("draining", "warn", $"{name} is shutting down and takes no new work.", "/resources");
        foreach (var engine in silo.Snapshot.Engines)
        {
            var target = Show.Wire(engine.Target);
            if (engine.CircuitOpen) yield return new("circuit open", "bad", $"{engine.Name} ({target}) on {name} is kept out of use: {Detail(engine)}", "/tasks", ("target", target));
            else if (!engine.Healthy) yield return new("unhealthy", "warn", $"{engine.Name} ({target}) on {name}: {Detail(engine)}", "/resources");
        }
    }

    private static string Detail(EngineSnapshot engine) => engine.Detail ?? "it failed several times in a row";
}
