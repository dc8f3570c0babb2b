namespace Orchestrator.Routing;

/// <summary>A node that asks whether a feature is at most a threshold.</summary>
/// <param name="Feature">Index of the feature.</param>
/// <param name="Threshold">At most this goes left, more goes right.</param>
/// <param name="Left">Index of the node to go to; <c>~index</c> of a leaf when negative.</param>
/// <param name="Right">The same for the other side.</param>
/// <param name="Mean">Mean of the leaves below, weighted by the training rows that reached them: what is expected before the question is asked.</param>
public readonly record struct TreeNode(int Feature, float Threshold, int Left, int Right, float Mean);

/// <summary>
/// Gradient-boosted regression trees, evaluated as LightGBM evaluates them: the sum of one leaf a tree, features and thresholds in single precision.
/// All trees lie in one array of nodes and one of leaves. Immutable.
/// </summary>
public sealed class TreeEnsemble
{
    private readonly TreeNode[] _nodes;
    private readonly double[] _leaves;
    private readonly int[] _roots;

    /// <param name="roots">Where each tree starts: index of a node, or <c>~index</c> of a leaf for a tree without a question.</param>
    /// <param name="nodes">The nodes of all trees; a child always has a higher index than its parent, so that no walk can go in circles.</param>
    /// <param name="leaves">The leaves of all trees.</param>
    /// <param name="featureCount">Features a row has.</param>
    /// <exception cref="ArgumentException">An index points nowhere, a child comes before its parent, or a figure is not finite.</exception>
    public TreeEnsemble(IReadOnlyList<int> roots, IReadOnlyList<TreeNode> nodes, IReadOnlyList<double> leaves, int featureCount)
    {
        (_roots, _nodes, _leaves, FeatureCount) = ([.. roots], [.. nodes], [.. leaves], featureCount);
        foreach (var root in _roots)
            Check(root, -1);

        for (var i = 0; i < _nodes.Length; i++)
        {
            if (_nodes[i].Feature < 0 || _nodes[i].Feature >= featureCount)
                throw new ArgumentException($"node {i} asks for feature {_nodes[i].Feature}, there are {featureCount}", nameof(nodes));
            if (!float.IsFinite(_nodes[i].Threshold) || !float.IsFinite(_nodes[i].Mean))
                throw new ArgumentException($"node {i} has a figure that is not finite", nameof(nodes));
            Check(_nodes[i].Left, i);
            Check(_nodes[i].Right, i);
        }

        if (Array.FindIndex(_leaves, leaf => !double.IsFinite(leaf)) is var broken and >= 0)
            throw new ArgumentException($"leaf {broken} is not finite", nameof(leaves));
    }

    public IReadOnlyList<int> Roots => _roots;

    public IReadOnlyList<TreeNode> Nodes => _nodes;

    public IReadOnlyList<double> Leaves => _leaves;

    public int FeatureCount { get; }

    /// <summary>The sum over all trees. Allocates nothing.</summary>
    /// <param name="features">One row, <see cref="FeatureCount"/> finite figures.</param>
    public double Predict(ReadOnlySpan<float> features)
    {
        var sum = 0.0;
        foreach (var root in _roots)
        {
            var position = root;
            while (position >= 0)
            {
                ref readonly var node = ref _nodes[position];
                position = features[node.Feature] <= node.Threshold ? node.Left : node.Right;
            }

            sum += _leaves[~position];
        }

        return sum;
    }

    /// <summary>
    /// Splits a prediction into what each feature added to it (Saabas' method): along each path, the change of the mean is credited to the feature that was asked.
    /// The contributions and the returned mean of the training rows add up to <see cref="Predict"/>.
    /// </summary>
    /// <param name="features">One row.</param>
    /// <param name="contributions">Gets one figure a feature.</param>
    /// <returns>The prediction before anything was asked.</returns>
    public double Explain(ReadOnlySpan<float> features, Span<double> contributions)
    {
        contributions.Clear();
        var expected = 0.0;
        foreach (var root in _roots)
        {
            var position = root;
            expected += MeanAt(position);
            while (position >= 0)
            {
                var node = _nodes[position];
                position = features[node.Feature] <= node.Threshold ? node.Left : node.Right;
                contributions[node.Feature] += MeanAt(position) - node.Mean;
            }
        }

        return expected;
    }

    private double MeanAt(int position) => position >= 0 ? _nodes[position].Mean : _leaves[~position];

    private void Check(int child, int parent)
    {
        if (child >= 0 ? child >= _nodes.Length || child <= parent : ~child >= _leaves.Length)
            throw new ArgumentException($"{(parent < 0 ? "a root" : $"node {parent}")} points to {child}, which is not there or comes before it");
    }
}
