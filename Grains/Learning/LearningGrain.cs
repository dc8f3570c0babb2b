using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orchestrator.Grains.Stores;
using Orleans.Concurrency;

namespace Orchestrator.Grains;

/// <summary>
/// The one place of the cluster that learns from the log. It only starts work and keeps its results: the work itself runs beside the grains, and what it
/// comes to lies in the store, from where the router takes it.
/// </summary>
[Reentrant, CollectionAgeLimit(AlwaysActive = true), AvoidDraining]
internal sealed partial class LearningGrain(
    ITaskStore store, PolicySource policySource, IOptions<OrchestratorOptions> options, TimeProvider time, ILogger<LearningGrain> logger) : Grain, ILearningGrain
{
    private const string LastRunSetting = "training_last";
    private const int MostReplayed = 20_000;

    private readonly ModelShelf _models = new(store);
    private readonly WeightShelf _weights = new(store);
    private readonly PolicyKeeper _policy = new(policySource, store, time);
    private TrainingRun? _last;
    private string? _lastError;
    private bool _training;
    private bool _improving;

    private TimeSpan WeightsInterval => TimeSpan.FromHours(options.Value.WeightsIntervalHours);

    private IRouterGrain Router => GrainFactory.GetGrain<IRouterGrain>(0);

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (await store.ReadSettingAsync(LastRunSetting, cancellationToken) is { } json)
            _last = JsonSerializer.Deserialize<TrainingRun>(json);
    }

    public Task<bool> Train()
    {
        if (_training)
            return Task.FromResult(false);
        _training = true;
        _last = new TrainingRun(time.GetUtcNow(), null, 0, ModelTraining.Needed, null, Promoted: false, "Reading the log.", null, null);
        TrainAsync(_last).Ignore();
        return Task.FromResult(true);
    }

    public async Task<TrainingStatus> GetTraining() => new(_training, _last, await _models.ActiveVersionAsync(CancellationToken.None));

    public async Task<ModelStatus> GetModels() => new(await _models.ListAsync(), _lastError);

    public async Task<ModelChange> PutModel(string file)
    {
        try
        {
            var model = await Task.Run(() => OutcomeModelFile.Read(file));
            await _models.AddAsync(model, file);
            _lastError = null;
            Log.ModelInUse(logger, model.Version);
            await Router.ReloadLearned();
        }
        catch (ModelFileException exception)
        {
            _lastError = exception.Message;
            Log.ModelRefused(logger, exception.Message);
        }

        return new ModelChange(_lastError, await GetModels());
    }

    public async Task<ModelChange> RollBackModel()
    {
        if (!await _models.RollBackAsync())
            return new ModelChange("There is no model before the one in use.", await GetModels());
        await Router.ReloadLearned();
        var status = await GetModels();
        Log.ModelInUse(logger, status.Models[0].Version);
        return new ModelChange(null, status);
    }

    public async Task<WeightStatus> GetWeights()
    {
        await _policy.LoadAsync(CancellationToken.None);
        return Describe(await _weights.ReadAsync());
    }

    public async Task<WeightStatus> ImproveWeights()
    {
        await _policy.LoadAsync(CancellationToken.None);
        if (_improving)
            return Describe(await _weights.ReadAsync());
        _improving = true;
        try
        {
            var stored = await new WeightImprovement(store, _weights, time).RunAsync(_policy.Policy, WeightsInterval);
            Log.WeightsImproved(logger, stored.Detail!);
            await Router.ReloadLearned();
            return Describe(stored);
        }
        finally
        {
            _improving = false;
        }
    }

    public async Task<WeightStatus> RevertWeights()
    {
        await _policy.LoadAsync(CancellationToken.None);
        var stored = await _weights.ReadAsync();
        if (stored is { Versions: [.., var undone] } && stored.Base == _policy.Policy.Settings.Weights)
        {
            stored = stored with { Versions = [.. stored.Versions.SkipLast(1)], Detail = $"Version {undone.Version} was taken back." };
            await _weights.WriteAsync(stored);
            await Router.ReloadLearned();
        }

        return Describe(stored);
    }

    public async Task<ReplayAnswer> Replay(ReplayRequest request)
    {
        await _policy.LoadAsync(CancellationToken.None);
        var stage = request.Stage ?? await Router.GetStage();
        var (policy, errors) = CandidatePolicy.Compile(request.PolicyYaml, _policy.Policy);
        if (policy is null)
            return new ReplayAnswer("", stage, Truncated: false, null, errors);
        var weights = request.PolicyYaml is null ? WeightShelf.Active(await _weights.ReadAsync(), policy.Settings.Weights).Weights : (ScoreWeights?)null;
        var history = await store.ReadDecisionsAsync(time.GetUtcNow().AddHours(-request.Hours), MostReplayed, CancellationToken.None);
        var report = await BackgroundWork.RunAsync(() => ReplaySummary.Of(history.Decisions, new DecisionReplay(policy, stage, weights)));
        return new ReplayAnswer(policy.Version, stage, history.Truncated, report, []);
    }

    public async Task Tick()
    {
        if (WeightsInterval <= TimeSpan.Zero || _improving)
            return;
        if (await _weights.ReadAsync() is not { } stored)
        {
            // The first step is due one interval after the first start, not at it.
            await _policy.LoadAsync(CancellationToken.None);
            await _weights.WriteAsync(new StoredWeights(_policy.Policy.Settings.Weights, [], time.GetUtcNow(), null));
        }
        else if (time.GetUtcNow() - stored.ImprovedAt >= WeightsInterval)
        {
            await ImproveWeights();
        }
    }

    private async Task TrainAsync(TrainingRun run)
    {
        try
        {
            _last = await new ModelTraining(store, _models, time).RunAsync(run.StartedAt);
            await store.WriteSettingAsync(LastRunSetting, JsonSerializer.Serialize(_last), CancellationToken.None);
            Log.Trained(logger, _last.Rows, _last.Promoted, _last.Detail);
            if (_last.Promoted)
                await Router.ReloadLearned();
        }
        catch (Exception exception)
        {
            _last = run with { FinishedAt = time.GetUtcNow(), Detail = "The run failed; the log of the silo says why." };
            Log.TrainingFailed(logger, exception);
        }
        finally
        {
            _training = false;
        }
    }

    private WeightStatus Describe(StoredWeights? stored)
    {
        var own = _policy.Policy.Settings.Weights;
        var active = WeightShelf.Active(stored, own);
        return new WeightStatus(
            active,
            active.Version == 0 ? [] : [.. stored!.Versions.SkipLast(1).Reverse(), new WeightVersion(0, own.Normalized(), null, 0)],
            WeightsInterval > TimeSpan.Zero ? (stored?.ImprovedAt ?? time.GetUtcNow()) + WeightsInterval : null,
            stored?.Detail);
    }

    private static partial class Log
    {
        [LoggerMessage(3500, LogLevel.Information, "learning.trained on {rows} outcomes, promoted {promoted}: {detail}", EventName = "learning.trained")]
        public static partial void Trained(ILogger logger, int rows, bool promoted, string detail);

        [LoggerMessage(3501, LogLevel.Error, "learning.training_failed", EventName = "learning.training_failed")]
        public static partial void TrainingFailed(ILogger logger, Exception exception);

        [LoggerMessage(3502, LogLevel.Information, "learning.model_in_use {version}", EventName = "learning.model_in_use")]
        public static partial void ModelInUse(ILogger logger, string version);

        [LoggerMessage(3503, LogLevel.Warning, "learning.model_refused: {reason}", EventName = "learning.model_refused")]
        public static partial void ModelRefused(ILogger logger, string reason);

        [LoggerMessage(3504, LogLevel.Information, "learning.weights: {detail}", EventName = "learning.weights")]
        public static partial void WeightsImproved(ILogger logger, string detail);
    }
}
