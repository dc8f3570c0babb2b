using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Orchestrator.Grains;

/// <summary>
/// The figures of this process under the names the wire contract fixes. Instrument types follow the Prometheus exporter, which adds a suffix to
/// counters and units: an up-down counter keeps <c>orchestrator_tasks_by_target</c> as it is.
/// </summary>
internal sealed class OrchestratorMetrics : IDisposable
{
    public const string MeterName = "Orchestrator";

    private readonly Meter _meter;
    private readonly Counter<long> _tasks;
    private readonly UpDownCounter<long> _byTarget;
    private readonly Counter<double> _saved;
    private readonly Counter<double> _cost;
    private readonly Counter<long> _fallbacks;
    private readonly Counter<long> _tokens;
    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _routing;
    private readonly Histogram<double> _firstToken;
    private readonly double[] _averageLatency = new double[TargetSet.All.Count];
    private readonly ConcurrentDictionary<string, SiloSnapshot> _silos = new();
    private readonly BoundedLabels _models = new(40);

    public OrchestratorMetrics(IMeterFactory factory)
    {
        _meter = factory.Create(MeterName);
        _tasks = _meter.CreateCounter<long>("orchestrator_tasks_total", description: "Tasks by status: PENDING when accepted, then their terminal status.");
        _byTarget = _meter.CreateUpDownCounter<long>("orchestrator_tasks_by_target", description: "Completed tasks by the target that answered.");
        _saved = _meter.CreateCounter<double>("orchestrator_cost_saved_usd_total", description: "All-cloud baseline minus actual cost, USD.");
        _cost = _meter.CreateCounter<double>("orchestrator_cost_usd_total", description: "Actual cost, USD.");
        _fallbacks = _meter.CreateCounter<long>("orchestrator_fallbacks_total", description: "Attempts that failed and were followed by another target.");
        _tokens = _meter.CreateCounter<long>("orchestrator_tokens_total", description: "Tokens by target and direction.");
        _duration = _meter.CreateHistogram<double>("orchestrator_task_duration_seconds", "s", "From submission to the end.");
        _routing = _meter.CreateHistogram<double>("orchestrator_routing_duration_seconds", "s", "Time of one decision.");
        _firstToken = _meter.CreateHistogram<double>("orchestrator_time_to_first_token_seconds", "s", "From submission to the first token.");
        _meter.CreateObservableGauge("orchestrator_avg_latency_ms", AverageLatencies, description: "Moving average of the latency of completed tasks, milliseconds.");
        _meter.CreateObservableGauge("orchestrator_cpu_percent", () => BySilo(silo => silo.CpuPercent), description: "CPU use of a silo's machine.");
        _meter.CreateObservableGauge("orchestrator_ram_percent", () => BySilo(silo => silo.RamPercent), description: "Memory use of a silo's machine.");
        _meter.CreateObservableGauge("orchestrator_gpu_percent", () => BySilo(GpuPercent), description: "Utilisation of a silo's busiest GPU; 0 without one.");
        _meter.CreateObservableGauge("orchestrator_queue_depth", QueueDepths, description: "Tasks waiting for a slot.");
        _meter.CreateObservableGauge("orchestrator_circuit_open", Circuits, description: "1 while an engine's circuit keeps work away.");
        _meter.CreateObservableCounter("orchestrator_stage_cpu_seconds_total", () => ByStage(cost => cost.Cpu.TotalSeconds), description: "CPU time by stage of a task's path; estimated from one run in seven.");
        _meter.CreateObservableCounter("orchestrator_stage_allocated_bytes_total", () => ByStage(cost => cost.AllocatedBytes), description: "Bytes allocated by stage of a task's path; estimated from one run in seven.");
        ShowZeros();
    }

    public void Accepted() => _tasks.Add(1, Label("status", TaskState.Pending));

    public void Finished(TaskSnapshot task)
    {
        _tasks.Add(1, Label("status", task.State));
        if (task.Decision is not { } decision)
            return;
        var target = Label("target", decision.Target);
        var latencyMs = task.ActualLatencyMs ?? 0;
        _duration.Record(latencyMs / 1000, target, Label("outcome", task.State));
        if (task.TimeToFirstTokenMs is { } firstToken)
            _firstToken.Record(firstToken / 1000, target);
        if (task.State != TaskState.Completed)
            return;
        _byTarget.Add(1, target);
        ref var average = ref _averageLatency[(int)decision.Target];
        average = average == 0 ? latencyMs : average + (0.05 * (latencyMs - average));
        if (task.ActualCostUsd is { } cost && task.CloudBaselineCostUsd is { } baseline && baseline > cost)
            _saved.Add((double)(baseline - cost));
        // What follows an attempt that answered is no fallback but ran beside it.
        for (var i = 1; i < task.Attempts.Count && task.Attempts[i - 1].Outcome != AttemptOutcomes.Completed; i++)
            _fallbacks.Add(1, Label("from", task.Attempts[i - 1].Target), Label("to", task.Attempts[i].Target), new("reason", task.Attempts[i - 1].Outcome));
    }

    public void Attempted(RoutingDecision decision, AttemptEnd end)
    {
        var target = Label("target", decision.Target);
        if (end.CostUsd is { } cost)
            _cost.Add((double)cost, target);
        if (end.Result?.InputTokens is { } input)
            _tokens.Add(input, target, new("direction", "input"));
        if (end.Result?.OutputTokens is { } output)
            _tokens.Add(output, target, new("direction", "output"));
    }

    public void Decided(DecisionStage stage, TimeSpan elapsed) => _routing.Record(elapsed.TotalSeconds, Label("stage", stage));

    /// <summary>Takes a silo's telemetry, as the router got it.</summary>
    public void Observe(SiloSnapshot snapshot) => _silos[snapshot.Silo] = snapshot;

    /// <summary>Ends the series of a silo that left the cluster; null: of all, because the router, which knows them, left this process.</summary>
    public void Forget(string? silo)
    {
        if (silo is null)
            _silos.Clear();
        else
            _silos.TryRemove(silo, out _);
    }

    public void Dispose() => _meter.Dispose();

    private static KeyValuePair<string, object?> Label<T>(string name, T value)
        where T : struct, Enum => new(name, WireNames.Of(value));

    private static double GpuPercent(SiloSnapshot silo) => silo.Gpus.Select(gpu => gpu.UtilizationPercent ?? 0).DefaultIfEmpty(0).Max();

    /// <summary>A series that exists from the start tells zero from absent.</summary>
    private void ShowZeros()
    {
        foreach (var state in Enum.GetValues<TaskState>().Where(state => state is TaskState.Pending or TaskState.Completed or TaskState.Failed or TaskState.Cancelled))
            _tasks.Add(0, Label("status", state));
        foreach (var target in TargetSet.All)
            _byTarget.Add(0, Label("target", target));
        _saved.Add(0);
    }

    private IEnumerable<Measurement<double>> AverageLatencies() =>
        TargetSet.All.Select(target => new Measurement<double>(_averageLatency[(int)target], Label("target", target)));

    private static IEnumerable<Measurement<double>> ByStage(Func<StageCost, double> figure) =>
        Enum.GetValues<TaskStage>().Select(stage => new Measurement<double>(figure(StageMeter.Of(stage)), new KeyValuePair<string, object?>("stage", WireNames.Of(stage).ToLowerInvariant())));

    private IEnumerable<Measurement<double>> BySilo(Func<SiloSnapshot, double> figure) =>
        _silos.Values.Select(silo => new Measurement<double>(figure(silo), new KeyValuePair<string, object?>("silo", silo.Name)));

    private IEnumerable<Measurement<long>> QueueDepths() => _silos.Values
        .SelectMany(silo => silo.Engines)
        .GroupBy(engine => engine.Target)
        .Select(group => new Measurement<long>(group.Sum(engine => engine.Queued), Label("target", group.Key)));

    private IEnumerable<Measurement<long>> Circuits() => _silos.Values
        .SelectMany(silo => silo.Engines)
        .GroupBy(engine => (engine.Target, Model: _models.Of(engine.ChatModel ?? engine.EmbeddingModel ?? "none")))
        .Select(group => new Measurement<long>(
            group.Any(engine => engine.CircuitOpen) ? 1 : 0,
            Label("target", group.Key.Target),
            new KeyValuePair<string, object?>("model", group.Key.Model)));
}
