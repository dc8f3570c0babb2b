using Orchestrator.Cli.Bench;
using Orchestrator.Routing;

namespace Orchestrator.Cli.Tests;

/// <summary>The reference world is reproduced: figures of the Python original on the same files, dilation 20.</summary>
public sealed class ReferenceWorldTests
{
    private static readonly Lazy<Replay> Replay = new(() =>
    {
        var folder = Data.Folder();
        return ReplayFiles.Read(Path.Combine(folder, "replay_azure.csv.gz"), Path.Combine(folder, "truth_azure.csv.gz"), folder, 20.0);
    });

    private static WorldResult Run(Func<WorldOptions, ISimulatedRouter> create)
    {
        Data.Folder();
        var options = WorldOptions.For(Scenario.Base, Replay.Value.Tasks[^1].ArrivesAt);
        return new World(Replay.Value, options, create(options)).Run();
    }

    private static void Close(double expected, double actual) => Assert.InRange(actual, expected * 0.99, expected * 1.01);

    [Fact]
    public void Least_loaded_is_within_one_percent_of_the_original()
    {
        var result = Run(options => new LeastLoadedRouter(options));

        Close(0.8620, result.Utility);
        Close(0.7482, result.Value);
        Close(0.63809, result.CostUsd);
        Close(0.9107, result.Sla);
        Close(52.98, result.P95Seconds);
    }

    [Fact]
    public void All_cloud_is_within_one_percent_of_the_original()
    {
        var result = Run(_ => new ConstantRouter(ComputeTarget.Cloud, "all cloud"));

        Close(0.7924, result.Utility);
        Close(1.65336, result.CostUsd);
        Close(0.9797, result.SlaUrgentHigh);
    }

    [Fact]
    public void Stage_one_of_the_seed_is_within_one_percent_of_the_original() => Close(0.8335, Run(_ => new SeedRulesRouter()).Utility);

    [Fact]
    public void Stage_ml_gets_within_two_percent_of_the_informed_oracle()
    {
        var ml = Run(options => new StagedRouter("ml", RoutingStage.Ml, RoutingPolicy.Default, Replay.Value, options));

        Assert.InRange(ml.Utility / 1.089, 0.98, 1.2);
    }
}
