using BenchmarkDotNet.Attributes;
using Orchestrator.Routing;

namespace Orchestrator.Benchmarks;

/// <summary>Compilation of a policy of twenty rules, as after each edit.</summary>
[MemoryDiagnoser]
public class RuleBenchmarks
{
    [Benchmark]
    public RoutingPolicy Compile() => Cluster.Policy();
}
