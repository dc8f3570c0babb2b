using BenchmarkDotNet.Attributes;
using Orchestrator.Routing;

namespace Orchestrator.Benchmarks;

/// <summary>One decision over four targets on eight silos, by stage.</summary>
[MemoryDiagnoser]
public class DecisionBenchmarks
{
    private readonly DecisionEngine _engine = new();
    private readonly DecisionInputs _rule = Cluster.Inputs(RoutingStage.Rule);
    private readonly DecisionInputs _scored = Cluster.Inputs(RoutingStage.Scored);

    [Benchmark]
    public DecisionResult Rule() => _engine.Decide(_rule);

    [Benchmark]
    public DecisionResult Scored() => _engine.Decide(_scored);

    /// <summary>As the router does it: decide, book, release.</summary>
    [Benchmark]
    public DecisionResult ScoredAndBooked()
    {
        var result = _engine.Decide(_scored);
        var decision = result.Decision!;
        _scored.View.Book(decision.Silo, decision.Engine, decision.EstimatedServiceMs);
        _scored.View.Release(decision.Silo, decision.Engine, decision.EstimatedServiceMs);
        return result;
    }
}
