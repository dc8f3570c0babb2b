using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orchestrator.Grains.Stores;
using Orleans.Concurrency;
using SiloStatus = Orchestrator.Grains.Interfaces.SiloStatus;

namespace Orchestrator.Grains;

/// <summary>
/// The one router of the cluster. A decision is a pure function over what lies in memory, so it never waits; reports, telemetry and files change
/// what lies there. When its silo dies it comes up elsewhere: policy and stage from the store, telemetry from the next push, statistics from the
/// last saved snapshot.
/// </summary>
[Reentrant, CollectionAgeLimit(AlwaysActive = true), AvoidDraining]
internal sealed partial class RouterGrain(
    ITaskStore store,
    PolicySource policySource,
    CostBookSource costs,
    IAccounts accounts,
    [PersistentState("router", OrchestratorStorage.SmallState)] IPersistentState<RouterState> saved,
    ISiloStatusOracle membership,
    OrchestratorMetrics metrics,
    PromptJudge judge,
    IOptions<OrchestratorOptions> options,
    TimeProvider time,
    Random random,
    ILogger<RouterGrain> logger) : Grain, IRouterGrain
{
    private const string StageSetting = "routing_stage";
    private static readonly TimeSpan AgeInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan SnapshotWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SaveInterval = TimeSpan.FromSeconds(30);

    private readonly ClusterKnowledge _cluster = new(time, options.Value.ResourceInterval * 3);
    private readonly PolicyKeeper _policy = new(policySource, store, time);
    private readonly HedgeClock _hedging = new();
    private readonly TrialKeeper _trial = new(store, time);
    private OutcomeStatistics _statistics = new();
    private LearnedStages _learned = null!;
    private CostBook _costs = CostBook.Empty;
    private RoutingStage _stage = options.Value.RoutingStage;
    private bool _statisticsChanged;
    private bool _rated;
    private StoredWeights? _weights;

    private ViewSettings ViewSettings => _policy.Policy.Settings.Thresholds(new ViewSettings(options.Value.GpuOverloadPercent, options.Value.CpuOverloadPercent));

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await _policy.LoadAsync(cancellationToken);
        if (WireNames.TryParse<RoutingStage>(await store.ReadSettingAsync(StageSetting, cancellationToken), out var stage))
            _stage = stage;
        _costs = costs.Current;
        _statistics = RouterState.Restore(saved.State, _costs.Priors);
        await AskSilosAsync();
        _learned = new LearnedStages(_costs.Priors, options.Value, time, random);
        if (RouterState.RestoreLearned(saved.State) is { } learned)
            _learned.Restore(learned);
        await ReloadLearnedAsync(cancellationToken);
        await _trial.LoadAsync(_policy.Policy, _learned.ReferenceCostUsd, cancellationToken);
        this.RegisterGrainTimer(AgeAsync, new GrainTimerCreationOptions(AgeInterval, AgeInterval) { KeepAlive = true, Interleave = true });
        this.RegisterGrainTimer(SaveAsync, new GrainTimerCreationOptions(SaveInterval, SaveInterval) { KeepAlive = true, Interleave = true });
        Log.Up(logger, _policy.Policy.Version, WireNames.Of(_stage));
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        metrics.Forget(silo: null);
        return SaveAsync(cancellationToken);
    }

    public Task<DecisionResult> Decide(DecisionRequest request)
    {
        using var stage = StageMeter.Measure(TaskStage.Decide);
        var startedAt = time.GetTimestamp();
        var inputs = Inputs(request.Profile, request.Constraints);
        var result = _trial.Current is { } trial ? trial.Decide(_learned.Engine, request.TaskId, inputs) : _learned.Engine.Decide(inputs);
        if (result.Decision is { } decision)
        {
            decision = _learned.Record(inputs, decision);
            result = result with { Decision = decision };
            _cluster.Book(request.TaskId, decision, decision.EstimatedServiceMs);
            _learned.Book(request, inputs, decision);
            if (decision.Rule is { } rule)
                _policy.CountHit(rule);
            metrics.Decided(decision.Stage, time.GetElapsedTime(startedAt));
            return Task.FromResult(result with { Decision = _hedging.Mark(decision, request, _policy.Policy.Settings.Hedge) });
        }

        return Task.FromResult(result with { MayRecover = MayRecover(request, result) });
    }

    public Task Report(Guid taskId, AttemptOutcome outcome)
    {
        _cluster.Release(_cluster.Ledger.Release(taskId, outcome.Silo, outcome.Engine));
        _learned.End(taskId, outcome);
        _statistics.Record(outcome, time.GetUtcNow());
        _hedging.Record(outcome);
        _statisticsChanged = true;
        return _trial.Current?.Ended(taskId, outcome) == true ? StopCanaryAsync() : Task.CompletedTask;
    }

    public Task Release(Guid taskId)
    {
        _cluster.Release(_cluster.Ledger.Release(taskId));
        _learned.Forget(taskId);
        return Task.CompletedTask;
    }

    public Task Feedback(ComputeTarget target, string model, TaskType type, double score)
    {
        _statistics.RecordFeedback(target, model, type, score, time.GetUtcNow());
        _learned.Rate(type, target, score);
        _statisticsChanged = _rated = true;
        return Task.CompletedTask;
    }

    public Task Publish(SiloSnapshot snapshot)
    {
        _cluster.Take(snapshot, ViewSettings);
        metrics.Observe(snapshot);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<SiloStatus>> Silos() => Task.FromResult(_cluster.Describe());

    public Task<DecisionExplanation> Explain(TaskSubmission submission)
    {
        var profile = judge.Read(TaskAnalyser.Analyse(Submissions.Describe(submission)), submission.InputText);
        var constraints = new DecisionConstraints(submission.Target, submission.Model, submission.MaxCostUsd, submission.MaxLatencyMs, TargetSet.None)
        {
            NotAllowed = accounts.Current.Find(submission.Account)?.BarredTargets ?? TargetSet.None,
        };
        return Task.FromResult(_learned.Engine.Explain(Inputs(profile, constraints)));
    }

    public Task<PolicyStatus> GetPolicy()
    {
        Refresh();
        return Task.FromResult(_policy.Describe());
    }

    public async Task<PolicyChangeResult> PutRule(RoutingRule rule)
    {
        var result = await _policy.PutAsync(rule);
        _cluster.Rebuild(ViewSettings);
        return result;
    }

    public Task<PolicyChangeResult> DeleteRule(string name) => _policy.DeleteAsync(name);

    public Task<RoutingStage> GetStage() => Task.FromResult(_stage);

    public async Task SetStage(RoutingStage stage)
    {
        await store.WriteSettingAsync(StageSetting, WireNames.Of(stage), CancellationToken.None);
        _stage = stage;
        Log.StageChanged(logger, WireNames.Of(stage));
    }

    public Task ReloadLearned() => ReloadLearnedAsync(CancellationToken.None);

    public async Task<TrialChange> StartTrial(TrialRequest request)
    {
        var errors = await _trial.StartAsync(request, _policy.Policy, _learned.ReferenceCostUsd);
        return errors.Count > 0 ? new TrialChange(null, errors) : new TrialChange(_trial.Current?.Describe(_policy.Policy, _stage), []);
    }

    public Task<TrialStatus?> GetTrial() => Task.FromResult(_trial.Current?.Describe(_policy.Policy, _stage));

    public Task<bool> EndTrial() => _trial.EndAsync();

    private async Task StopCanaryAsync()
    {
        var because = _trial.Current!.Describe(_policy.Policy, _stage).RolledBackBecause!;
        Log.CanaryStopped(logger, because);
        await _trial.KeepRollbackAsync(because);
    }

    private async Task ReloadLearnedAsync(CancellationToken cancellationToken)
    {
        _weights = await new WeightShelf(store).ReadAsync(cancellationToken);
        var (model, error) = await new ModelShelf(store).ReadActiveAsync(cancellationToken);
        _learned.Model.Use(model);
        if (error is not null)
            Log.ModelNotUsed(logger, error);
        var needed = ModelTraining.Needed;
        _learned.Model.Progress = new LearningProgress(await store.CountDecisionsAsync(time.GetUtcNow().AddDays(-30), needed, cancellationToken), needed);
    }

    /// <summary>
    /// The first decision must see the whole cluster: with half of it in view a task would be sent to the wrong target, or fail for want of one.
    /// A silo that does not answer in time is most likely the one whose end brought the router here.
    /// </summary>
    private async Task AskSilosAsync()
    {
        var members = membership.GetApproximateSiloStatuses(onlyActive: true).Keys.Select(silo => silo.ToParsableString());
        await Task.WhenAll(members.Select(AskAsync));

        async Task AskAsync(string silo)
        {
            try
            {
                _cluster.Take(await GrainFactory.GetGrain<IResourceGrain>(silo).GetSnapshot().WaitAsync(SnapshotWait, time), ViewSettings);
            }
            catch (Exception exception) when (ClusterFaults.ArePassing(exception))
            {
                Log.SiloSilent(logger, silo, exception.Message);
            }
        }
    }

    private DecisionInputs Inputs(TaskProfile profile, DecisionConstraints constraints)
    {
        Refresh();
        return new DecisionInputs
        {
            Profile = profile,
            Constraints = constraints,
            View = _cluster.View,
            Policy = _policy.Policy,
            Costs = _costs,
            Statistics = _statistics,
            Stage = _stage,
            Now = time.GetUtcNow(),
            LearnedWeights = WeightShelf.Learned(_weights, _policy.Policy.Settings.Weights),
        };
    }

    /// <summary>Takes over what the file watcher has read meanwhile.</summary>
    private void Refresh()
    {
        if (_policy.Refresh())
            _cluster.Rebuild(ViewSettings);
        if (ReferenceEquals(_costs, costs.Current))
            return;
        _costs = costs.Current;
        _statistics.Priors = _costs.Priors;
    }

    /// <summary>True when an engine that could serve the task is known but down or loading, or when no silo has reported yet.</summary>
    private bool MayRecover(DecisionRequest request, DecisionResult result)
    {
        if (result.Failure != DecisionFailure.NoTargetAvailable)
            return false;
        var constraints = request.Constraints;
        return _cluster.IsEmpty || _cluster.View.Engines.Any(engine =>
            engine.Unusable is not null
            && !constraints.RulesOut(engine.Target)
            && (constraints.Target is null || constraints.Target == engine.Target)
            && engine.ModelFor(request.Profile.Type) is { } model
            && (constraints.Model is null || constraints.Model == model)
            && request.Profile.EstimatedInputTokens < engine.ContextTokens);
    }

    private async Task AgeAsync(CancellationToken cancellationToken)
    {
        Refresh();
        var members = membership.GetApproximateSiloStatuses(onlyActive: true);
        foreach (var gone in _cluster.Age(silo => members.ContainsKey(SiloAddress.FromParsableString(silo)), ViewSettings))
        {
            metrics.Forget(gone);
            _learned.ForgetSilo(gone);
        }

        if (_stage >= RoutingStage.Ml)
            Rescue();
        await _policy.RecordAsync();
        if (!_rated)
            return;
        // Nobody gives the same rating twice: it must not wait for the next regular save.
        _rated = false;
        await SaveAsync(cancellationToken);
    }

    /// <summary>A task that will miss its deadline where it waits goes back to be decided again, while that still helps.</summary>
    private void Rescue()
    {
        foreach (var move in _learned.PlanMoves(_cluster.View))
        {
            Log.Rescued(logger, move.TaskId, WireNames.Of(move.From), WireNames.Of(move.To), move.GainedUtility);
            GrainFactory.GetGrain<ITaskGrain>(move.TaskId).Reroute(move.From).Ignore();
        }
    }

    private async Task SaveAsync(CancellationToken cancellationToken)
    {
        if (!_statisticsChanged)
            return;
        _statisticsChanged = false;
        try
        {
            saved.State.Keep(_statistics, _learned.Save());
            await saved.WriteStateAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Statistics are rebuilt from what happens next; a lost snapshot costs precision for a while, never a task.
            _statisticsChanged = true;
            Log.NotSaved(logger, exception.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(3400, LogLevel.Information, "router.up with policy {version}, stage {stage}", EventName = "router.up")]
        public static partial void Up(ILogger logger, string version, string stage);

        [LoggerMessage(3401, LogLevel.Information, "router.stage is now {stage}", EventName = "router.stage")]
        public static partial void StageChanged(ILogger logger, string stage);

        [LoggerMessage(3403, LogLevel.Information, "router.rescued {task_id} from the queue of {from}: {to} is worth {gain} more", EventName = "router.rescued")]
        public static partial void Rescued(ILogger logger, Guid task_id, string from, string to, double gain);

        [LoggerMessage(3405, LogLevel.Warning, "router.canary_stopped: {reason}", EventName = "router.canary_stopped")]
        public static partial void CanaryStopped(ILogger logger, string reason);

        [LoggerMessage(3406, LogLevel.Warning, "router.model_not_used: {reason}", EventName = "router.model_not_used")]
        public static partial void ModelNotUsed(ILogger logger, string reason);

        [LoggerMessage(3404, LogLevel.Warning, "router.silo_silent {silo}: {reason}", EventName = "router.silo_silent")]
        public static partial void SiloSilent(ILogger logger, string silo, string reason);

        [LoggerMessage(3402, LogLevel.Warning, "router.not_saved: {reason}", EventName = "router.not_saved")]
        public static partial void NotSaved(ILogger logger, string reason);
    }
}
