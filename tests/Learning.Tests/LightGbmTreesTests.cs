using Orchestrator.Routing;

namespace Orchestrator.Learning.Tests;

public sealed class LightGbmTreesTests
{
    private static readonly Random Random = new(3);

    [Fact]
    public void Pure_evaluation_equals_LightGBM_on_ten_thousand_random_rows()
    {
        var (trees, original, lightGbm) = Train();
        float[][] rows = [.. Enumerable.Range(0, 10_000).Select(_ => RandomRow(spread: 3.0))];

        var theirs = lightGbm.Score(original, rows);

        for (var i = 0; i < rows.Length; i++)
            Assert.Equal(theirs[i], trees.Predict(rows[i]), 1e-6);
    }

    [Fact]
    public void Trees_distinguish_rows_at_all()
    {
        var (trees, _, _) = Train();

        Assert.True(Enumerable.Range(0, 100).Select(_ => trees.Predict(RandomRow(spread: 1.0))).Distinct().Count() > 50);
    }

    [Fact]
    public void Contributions_and_mean_add_up_to_the_prediction()
    {
        var (trees, _, _) = Train();
        var contributions = new double[OutcomeFeatures.Count];
        for (var i = 0; i < 100; i++)
        {
            var row = RandomRow(spread: 1.0);

            var mean = trees.Explain(row, contributions);

            Assert.Equal(trees.Predict(row), mean + contributions.Sum(), 1e-4);
        }
    }

    [Fact]
    public void The_feature_that_matters_gets_the_largest_contribution()
    {
        var (trees, _, _) = Train();
        var sums = new double[OutcomeFeatures.Count];
        var contributions = new double[OutcomeFeatures.Count];
        for (var i = 0; i < 200; i++)
        {
            trees.Explain(RandomRow(spread: 1.0), contributions);
            for (var feature = 0; feature < sums.Length; feature++)
                sums[feature] += Math.Abs(contributions[feature]);
        }

        Assert.Equal(0, Array.IndexOf(sums, sums.Max()));
    }

    [Fact]
    public void A_file_keeps_every_prediction()
    {
        var model = SyntheticOutcomes.Train();
        var read = OutcomeModelFile.Read(OutcomeModelFile.Write(model));

        foreach (var target in model.Targets)
        {
            for (var i = 0; i < 200; i++)
            {
                var row = RandomRow(spread: 1.0);
                Assert.Equal(target.Success.Predict(row), read[target.Target]!.Success.Predict(row));
                Assert.Equal(target.LogService.Predict(row), read[target.Target]!.LogService.Predict(row));
            }
        }
    }

    private static (TreeEnsemble Trees, Microsoft.ML.ITransformer Original, LightGbmTrees LightGbm) Train()
    {
        var lightGbm = new LightGbmTrees(new TrainingOptions());
        float[][] rows = [.. Enumerable.Range(0, 3000).Select(_ => RandomRow(spread: 1.0))];
        float[] labels = [.. rows.Select(row => (float)((3.0 * row[0]) + Math.Sin(6.0 * row[1]) + (row[2] * row[3])))];
        var (trees, original) = lightGbm.Train(rows, labels, trees: 100);
        return (trees, original, lightGbm);
    }

    private static float[] RandomRow(double spread) => [.. Enumerable.Range(0, OutcomeFeatures.Count).Select(_ => (float)(spread * (Random.NextDouble() - 0.5)))];
}
