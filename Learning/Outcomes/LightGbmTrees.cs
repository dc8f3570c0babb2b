using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.FastTree;
using Microsoft.ML.Trainers.LightGbm;
using Orchestrator.Routing;

namespace Orchestrator.Learning;

/// <summary>Trains trees with LightGBM through Microsoft.ML and turns them into what <c>Routing</c> evaluates by itself.</summary>
internal sealed class LightGbmTrees(TrainingOptions options)
{
    private readonly MLContext _context = new(options.Seed);

    internal sealed class Row
    {
        public float[] Features { get; set; } = [];

        public float Label { get; set; }
    }


    /// <summary>Fits trees to labels. For success the label is 0 or 1 and squared error makes the score a probability, which calibration then straightens.</summary>
    public (TreeEnsemble Trees, ITransformer Original) Train(IReadOnlyList<float[]> features, IReadOnlyList<float> labels, int trees)
    {
        var data = Load(features, labels);
        var trainer = _context.Regression.Trainers.LightGbm(new LightGbmRegressionTrainer.Options
        {
            NumberOfIterations = trees,
            NumberOfLeaves = options.Leaves,
            MinimumExampleCountPerLeaf = options.MinLeafRows,
            LearningRate = options.LearningRate,
            NumberOfThreads = 1,
            Deterministic = true,
            Seed = options.Seed,
        });
        var trained = trainer.Fit(data);
        return (Convert(trained.Model.TrainedTreeEnsemble, features), trained);
    }

    /// <summary>The scores that LightGBM's own model gives.</summary>
    public float[] Score(ITransformer original, IReadOnlyList<float[]> features)
    {
        var scored = original.Transform(Load(features, [.. features.Select(_ => 0f)]));
        return [.. scored.GetColumn<float>("Score")];
    }

    private IDataView Load(IReadOnlyList<float[]> features, IReadOnlyList<float> labels)
    {
        var schema = SchemaDefinition.Create(typeof(Row));
        schema[nameof(Row.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, OutcomeFeatures.Count);
        return _context.Data.LoadFromEnumerable(features.Select((row, i) => new Row { Features = row, Label = labels[i] }), schema);
    }

    private static TreeEnsemble Convert(RegressionTreeEnsemble ensemble, IReadOnlyList<float[]> rows)
    {
        List<int> roots = [];
        List<TreeNode> nodes = [];
        List<double> leaves = [];
        for (var i = 0; i < ensemble.Trees.Count; i++)
        {
            var (tree, weight) = (ensemble.Trees[i], ensemble.TreeWeights[i]);
            var means = NodeMeans(tree, rows);
            var (firstNode, firstLeaf) = (nodes.Count, leaves.Count);
            int Position(int child) => child >= 0 ? firstNode + child : ~(firstLeaf + ~child);
            roots.Add(tree.NumberOfNodes > 0 ? firstNode : ~firstLeaf);
            for (var node = 0; node < tree.NumberOfNodes; node++)
            {
                nodes.Add(new TreeNode(
                    tree.NumericalSplitFeatureIndexes[node],
                    tree.NumericalSplitThresholds[node],
                    Position(tree.LeftChild[node]),
                    Position(tree.RightChild[node]),
                    (float)(weight * means[node])));
            }

            leaves.AddRange(tree.LeafValues.Select(leaf => weight * leaf));
        }

        if (ensemble.Bias != 0.0)
        {
            roots.Add(~leaves.Count);
            leaves.Add(ensemble.Bias);
        }

        return new TreeEnsemble(roots, nodes, leaves, OutcomeFeatures.Count);
    }

    /// <summary>Mean leaf below each node, weighted by the rows that reach it.</summary>
    private static double[] NodeMeans(RegressionTreeBase tree, IReadOnlyList<float[]> rows)
    {
        var (sums, counts) = (new double[tree.NumberOfNodes], new int[tree.NumberOfNodes]);
        List<int> path = [];
        foreach (var row in rows)
        {
            path.Clear();
            var position = tree.NumberOfNodes > 0 ? 0 : ~0;
            while (position >= 0)
            {
                path.Add(position);
                position = row[tree.NumericalSplitFeatureIndexes[position]] <= tree.NumericalSplitThresholds[position] ? tree.LeftChild[position] : tree.RightChild[position];
            }

            foreach (var node in path)
            {
                sums[node] += tree.LeafValues[~position];
                counts[node]++;
            }
        }

        return [.. sums.Select((sum, node) => sum / Math.Max(1, counts[node]))];
    }
}
