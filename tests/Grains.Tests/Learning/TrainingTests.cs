using Orchestrator.Grains.Interfaces;
using Orchestrator.Grains.Tests.Cluster;
using Orchestrator.Routing;

namespace Orchestrator.Grains.Tests.Learning;

/// <summary>The grain that learns, on a running silo. Each test has a silo of its own: a model in use is the whole cluster's.</summary>
public sealed class TrainingTests : IAsyncLifetime
{
    private readonly OneSilo _silo = new();

    private ILearningGrain Learning => _silo.Grains.GetGrain<ILearningGrain>(0);

    private IRouterGrain Router => _silo.Grains.GetGrain<IRouterGrain>(0);

    public ValueTask InitializeAsync() => _silo.InitializeAsync();

    public ValueTask DisposeAsync() => _silo.DisposeAsync();

    [Fact]
    public async Task With_too_few_outcomes_it_says_how_many_it_has_and_needs()
    {
        await new LoggedHistory(_silo).WriteAsync(120);

        var run = await TrainAsync();

        Assert.Equal((120, 1000, false), (run.Rows, run.Needed, run.Promoted));
        Assert.Contains("120 outcomes, 1000 are needed", run.Detail, StringComparison.Ordinal);
        Assert.Empty((await Learning.GetModels()).Models);
    }

    [Fact]
    public async Task A_log_with_something_to_learn_makes_a_model_that_the_router_uses_at_once()
    {
        // Long prompts take the CPU twenty times as long as anybody expects: the forecast cannot know, trees can.
        await new LoggedHistory(_silo) { Slowness = (target, index) => target == ComputeTarget.Cpu && index % 400 > 200 ? 20 : 1 }.WriteAsync(3000);
        await Router.SetStage(RoutingStage.Ml);
        Assert.Contains("outcomes it takes to train", (await ExplainAsync()).Reasoning, StringComparison.Ordinal);

        var run = await TrainAsync();

        Assert.True(run.Promoted, run.Detail);
        Assert.InRange(run.Metrics!.CalibrationError, 0, 0.1);
        Assert.NotEmpty(run.Metrics.Reliability);
        Assert.True(run.Comparison!.High <= 0.002);
        Assert.Equal(run.ModelVersion, (await Learning.GetModels()).Models[0].Version);
        Assert.Equal(run.ModelVersion, (await Learning.GetTraining()).ActiveVersion);
        Assert.DoesNotContain("outcomes it takes to train", (await ExplainAsync()).Reasoning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broken_model_file_is_refused_and_the_last_good_one_stays()
    {
        Assert.Null((await Learning.PutModel(Model("good"))).Error);

        var change = await Learning.PutModel("{ \"format\": 1, ");

        Assert.Contains("line 1", change.Error, StringComparison.Ordinal);
        Assert.Equal("good", change.Status.Models[0].Version);
        Assert.Equal(change.Error, (await Learning.GetModels()).LastError);
    }

    [Fact]
    public async Task A_stored_file_that_broke_gives_way_to_the_good_one_before_it()
    {
        await Learning.PutModel(Model("first"));
        await Learning.PutModel(Model("second"));
        await _silo.Store.WriteSettingAsync("outcome_model_1", "broken", default);

        var (model, error) = await new ModelShelf(_silo.Store).ReadActiveAsync();

        Assert.Equal("first", model!.Version);
        Assert.StartsWith("Model second is not used", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ten_models_are_kept_and_can_be_gone_back_to()
    {
        for (var i = 0; i < 13; i++)
            await Learning.PutModel(Model($"v{i}"));

        Assert.Equal(10, (await Learning.GetModels()).Models.Count);
        Assert.Equal("v11", (await Learning.RollBackModel()).Status.Models[0].Version);
        Assert.Equal("v11", (await new ModelShelf(_silo.Store).ReadActiveAsync()).Model!.Version);
    }

    [Fact]
    public async Task There_is_nothing_before_the_first_model()
    {
        await Learning.PutModel(Model("only"));

        var change = await Learning.RollBackModel();

        Assert.NotNull(change.Error);
        Assert.Equal("only", change.Status.Models[0].Version);
    }

    [Fact]
    public async Task The_words_of_a_prompt_reach_the_profile_once_the_model_in_use_has_learned_some()
    {
        var words = new float[PromptFeatures.Buckets];
        Array.Fill(words, 0.2f);
        var model = OutcomeModelFile.Read(Model("words")) with { Text = new TextGain([TaskType.Chat], new TextQualityHead(0.0, words, 0.0, 5.0, 1.0)) };
        await Learning.PutModel(OutcomeModelFile.Write(model));
        await _silo.Judge.RefreshAsync(default);

        Assert.Equal(0.2, (await _silo.RunAsync(OneSilo.Submission("prove"))).Profile!.TextGain!.Value, 6);
    }

    private async Task<TrainingRun> TrainAsync()
    {
        Assert.True(await Learning.Train());
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        while (await Learning.GetTraining() is var status)
        {
            if (!status.Running)
                return status.Last!;
            await Task.Delay(50, limit.Token);
        }

        throw new InvalidOperationException();
    }

    private async Task<RoutingDecision> ExplainAsync() => (await Router.Explain(OneSilo.Submission(string.Join(' ', Enumerable.Repeat("word", 60))))).Result.Decision!;

    private static string Model(string version) => OutcomeModelFile.Write(new OutcomeModel(
        version, DateTimeOffset.UnixEpoch, [.. Enumerable.Repeat(new FeatureRange(-1e6f, 1e6f), OutcomeFeatures.Count)], [], new OutcomeMetrics(10, 0.1, 0.3, 0.02, 0.2, [])));
}
