using BenchmarkDotNet.Attributes;
using Orchestrator.Routing;

namespace Orchestrator.Benchmarks;

/// <summary>Stage ml over four targets on eight silos: by forecast alone, and with a hundred trees a target.</summary>
[MemoryDiagnoser]
public class LearnedBenchmarks
{
    private readonly DecisionInputs _inputs = Cluster.Inputs(RoutingStage.Ml);
    private readonly DecisionEngine _forecast = Engine(null);
    private readonly DecisionEngine _trees = Engine(Model());
    private readonly TreeEnsemble _ensemble = Trees(100, new Random(1));
    private readonly float[] _row = new float[OutcomeFeatures.Count];

    [Benchmark]
    public DecisionResult Forecast() => _forecast.Decide(_inputs);

    [Benchmark]
    public DecisionResult ForecastAndHundredTreesATarget() => _trees.Decide(_inputs);

    /// <summary>A hundred trees of fifteen leaves, four times: what the trees alone take in a decision.</summary>
    [Benchmark]
    public double FourHundredTrees()
    {
        var sum = 0.0;
        for (var target = 0; target < 4; target++)
            sum += _ensemble.Predict(_row);

        return sum;
    }

    private static DecisionEngine Engine(OutcomeModel? model)
    {
        var router = new UtilityRouter(ServicePriors.Default, new QualityTable(QualityTable.DefaultPrior), new UtilitySettings());
        var active = new ActiveModel();
        if (model is not null)
            active.Use(model);
        return new DecisionEngine(new MlStage(router, active));
    }

    private static OutcomeModel Model()
    {
        var random = new Random(2);
        var inputs = Cluster.Inputs(RoutingStage.Ml);
        return new OutcomeModel(
            "benchmark",
            Cluster.Now,
            [.. Enumerable.Repeat(new FeatureRange(-1e6f, 1e6f), OutcomeFeatures.Count)],
            [.. TargetSet.All.Select(target => new TargetModel(
                target, inputs.View.EnginesOf(target)[0].ChatModel!, 1000, Trees(60, random), new CalibrationCurve([0.0, 1.0], [0.1, 0.9]), Trees(40, random)))],
            new OutcomeMetrics(0, 0, 0, 0, 0, []));
    }

    /// <summary>Complete trees of depth four that ask random questions.</summary>
    private static TreeEnsemble Trees(int count, Random random)
    {
        List<int> roots = [];
        List<TreeNode> nodes = [];
        List<double> leaves = [];
        for (var tree = 0; tree < count; tree++)
        {
            var (firstNode, firstLeaf) = (nodes.Count, leaves.Count);
            roots.Add(firstNode);
            for (var node = 0; node < 15; node++)
            {
                int Child(int child) => child < 15 ? firstNode + child : ~(firstLeaf + child - 15);
                nodes.Add(new TreeNode(random.Next(OutcomeFeatures.Count), (float)random.NextDouble() * 100, Child((2 * node) + 1), Child((2 * node) + 2), 0f));
            }

            leaves.AddRange(Enumerable.Range(0, 16).Select(_ => (random.NextDouble() - 0.5) / count));
        }

        return new TreeEnsemble(roots, nodes, leaves, OutcomeFeatures.Count);
    }
}
