namespace Orchestrator.Grains;

/// <summary>
/// The stages that learn, with the forecasts they share. Every decision is booked here and every end reported, whichever stage decided, so that
/// switching the stage finds it informed. Used from the router only: not thread-safe.
/// </summary>
internal sealed class LearnedStages
{
    private readonly UtilityRouter _utility;
    private readonly QualityTable _quality = new(QualityTable.DefaultPrior);
    private readonly ExplorationBudget _budget;
    private readonly RescuePlanner _rescue;
    private readonly TimeProvider _time;
    private readonly List<RescueMove> _moves = [];
    private readonly ActiveModel _model = new();

    public LearnedStages(ServicePriors priors, OrchestratorOptions options, TimeProvider time, Random random)
    {
        _time = time;
        _utility = new UtilityRouter(priors, _quality, new UtilitySettings());
        _budget = new ExplorationBudget(options.ExploreMaxUsdPerHour);
        _rescue = new RescuePlanner(_utility);
        var ml = new MlStage(_utility, _model);
        var exploration = new BanditSettings { MaxUsdPerHour = options.ExploreMaxUsdPerHour, MaxExtraMs = options.ExploreMaxExtraMs };
        Engine = new DecisionEngine(ml, new BanditStage(ml, _utility, exploration, _budget, random));
    }

    /// <summary>Decides with these stages.</summary>
    public DecisionEngine Engine { get; }

    /// <summary>The trained model in use.</summary>
    public ActiveModel Model => _model;

    /// <summary>Mean cost of a task on the cloud lately, USD.</summary>
    public double ReferenceCostUsd => _utility.ReferenceCostUsd;

    /// <summary>The stages count time in seconds of the same clock decisions are stamped with.</summary>
    private double Now => _time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;

    /// <summary>The decision with what it rested on, for the log; to be called before it is booked.</summary>
    public RoutingDecision Record(in DecisionInputs inputs, RoutingDecision decision) =>
        decision with { Snapshot = DecisionSnapshot.Take(inputs, decision, _utility, Now) };

    public void Book(DecisionRequest request, in DecisionInputs inputs, RoutingDecision decision)
    {
        if (inputs.View.Find(decision.Silo, decision.Engine) is not { } engine)
            return;
        var now = Now;
        _utility.Book(request.TaskId, _utility.Describe(inputs, decision, now), engine, now, request.AttemptsBefore);
        _budget.Charge(decision);
    }

    public void End(Guid taskId, AttemptOutcome outcome)
    {
        _utility.Ended(taskId, outcome, Now);
        if (_model.Progress is var progress && !outcome.Cancelled && progress.Rows < progress.Needed)
            _model.Progress = progress with { Rows = progress.Rows + 1 };
    }

    /// <summary>Takes a user's rating of an answer, 0 to 1.</summary>
    public void Rate(TaskType type, ComputeTarget target, double score) => _quality.Rate(type, target, score);

    /// <summary>Everything learned but the trained model, which has a place of its own.</summary>
    public UtilityState Save() => _utility.Save();

    public void Restore(UtilityState state) => _utility.Restore(state);

    /// <summary>Drops the engines of silos that left.</summary>
    public void ForgetSilo(string silo) => _utility.ForgetSilo(silo);

    public void Forget(Guid taskId) => _utility.Forget(taskId, Now);

    /// <summary>Waiting tasks that should be decided again.</summary>
    public IReadOnlyList<RescueMove> PlanMoves(ClusterView view)
    {
        _moves.Clear();
        _rescue.Plan(view, Now, _moves);
        return _moves;
    }
}
