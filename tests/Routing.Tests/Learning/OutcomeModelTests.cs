namespace Orchestrator.Routing.Tests.Learning;

public sealed class OutcomeModelTests
{
    private static readonly OutcomeModel Model = Learned.Model(targets: [ComputeTarget.Gpu, ComputeTarget.Cloud]);

    [Fact]
    public void A_tree_goes_left_at_its_threshold_and_right_above_it()
    {
        var trees = new TreeEnsemble([0], [new TreeNode(0, 0.5f, ~0, ~1, 0.25f)], [1.0, -1.0], 1);

        Assert.Equal(1.0, trees.Predict([0.5f]));
        Assert.Equal(-1.0, trees.Predict([0.50001f]));
    }

    [Fact]
    public void A_prediction_allocates_nothing()
    {
        var trees = new TreeEnsemble([0], [new TreeNode(0, 0.5f, ~0, ~1, 0.25f)], [1.0, -1.0], 1);
        float[] row = [0.1f];
        trees.Predict(row);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            trees.Predict(row);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Contributions_name_the_feature_that_was_asked()
    {
        var trees = new TreeEnsemble([0], [new TreeNode(1, 0.5f, ~0, ~1, 0.25f)], [1.0, -1.0], 2);
        var contributions = new double[2];

        Assert.Equal(0.25, trees.Explain([9f, 0f], contributions));
        Assert.Equal([0.0, 0.75], contributions);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(5, -1)]
    [InlineData(-1, -9)]
    public void A_tree_that_leads_nowhere_or_in_circles_is_refused(int left, int right) =>
        Assert.Throws<ArgumentException>(() => new TreeEnsemble([0], [new TreeNode(0, 0.5f, left, right, 0f)], [1.0], 1));

    [Fact]
    public void A_calibration_curve_is_straight_between_points_and_flat_outside()
    {
        var curve = new CalibrationCurve([0.0, 1.0], [0.2, 0.8]);

        Assert.Equal([0.2, 0.2, 0.5, 0.8, 0.8], new[] { -5.0, 0.0, 0.5, 1.0, 9.0 }.Select(curve.Of));
    }

    [Fact]
    public void A_curve_that_falls_is_refused() => Assert.Throws<ArgumentException>(() => new CalibrationCurve([0.0, 1.0], [0.8, 0.2]));

    [Fact]
    public void A_model_survives_its_file()
    {
        var read = OutcomeModelFile.Read(OutcomeModelFile.Write(Model));

        Assert.Equal((Model.Version, Model.TrainedAt), (read.Version, read.TrainedAt));
        Assert.Equal(Model.Ranges, read.Ranges);
        Assert.Equal(0.9, read[ComputeTarget.Gpu]!.Success.Predict(new float[OutcomeFeatures.Count]));
        Assert.Null(read[ComputeTarget.Cpu]);
    }

    public static TheoryData<string, string, string> Broken => new()
    {
        { "\"format\":1", "\"format\":2", "reads format 1" },
        { "\"complexity_score\"", "\"complexity\"", "trained on other features: complexity" },
        { "\"leaves\":[0.9]", "\"leaves\":[]", "points to -1" },
        { "\"target\"", "\"surprise\"", "is not what it should be" },
        { "\"probabilities\":[0,1]", "\"probabilities\":[1,0]", "does not rise" },
        { "\"name\":\"CLOUD\"", "\"name\":\"GPU\"", "target GPU more than once" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_broken_file_is_refused_with_the_reason_and_the_last_good_one_stays(string original, string replaced, string reason)
    {
        var active = Learned.Active(Model);
        var text = OutcomeModelFile.Write(Model).Replace(original, replaced, StringComparison.Ordinal);
        text = original == "\"target\"" ? text.Replace("\"targets\"", "\"surprise\"", StringComparison.Ordinal) : text;

        Assert.False(active.TryLoad(text));
        Assert.Contains(reason, active.LastError, StringComparison.Ordinal);
        Assert.Same(Model, active.Current);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("not json at all")]
    public void What_is_no_model_at_all_is_refused(string text)
    {
        var active = new ActiveModel();

        Assert.False(active.TryLoad(text));
        Assert.NotNull(active.LastError);
        Assert.Null(active.Current);
    }

    [Fact]
    public void A_text_head_is_written_and_read_with_its_model()
    {
        var weights = new float[PromptFeatures.Buckets];
        (weights[7], weights[65_000]) = (0.25f, -0.5f);
        var model = Model with { Text = new TextGain([TaskType.Reasoning], new TextQualityHead(0.1, weights, 0.02, 5.0, 1.5)) };

        var read = OutcomeModelFile.Read(OutcomeModelFile.Write(model)).Text!;

        Assert.Equal(weights, read.Head.Words);
        Assert.Equal((0.1, 0.02, 5.0, 1.5), (read.Head.Bias, read.Head.Length, read.Head.LengthMean, read.Head.LengthDeviation));
        Assert.NotNull(read.Of(TaskType.Reasoning, "Prove it."));
        Assert.Null(read.Of(TaskType.Chat, "Prove it."));
    }

    [Theory]
    [InlineData("\"buckets\":[7,", "\"buckets\":[70000,")]
    [InlineData("\"length_deviation\":1.5", "\"length_deviation\":0")]
    public void A_broken_text_head_is_refused(string good, string broken)
    {
        var weights = new float[PromptFeatures.Buckets];
        (weights[7], weights[9]) = (0.25f, 1f);
        var text = OutcomeModelFile.Write(Model with { Text = new TextGain([TaskType.Reasoning], new TextQualityHead(0.1, weights, 0.02, 5.0, 1.5)) });

        Assert.Contains(good, text, StringComparison.Ordinal);
        Assert.Throws<ModelFileException>(() => OutcomeModelFile.Read(text.Replace(good, broken, StringComparison.Ordinal)));
    }
}
