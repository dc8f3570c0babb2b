namespace Orchestrator.Routing.Tests.Learning;

/// <summary>What tests of the learned stages start from.</summary>
internal static class Learned
{
    public static UtilityRouter Router(UtilitySettings? settings = null) =>
        new(ServicePriors.Default, new QualityTable(QualityTable.DefaultPrior), settings ?? new UtilitySettings());

    public static double Seconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds() / 1000.0;

    public static double Noon => Seconds(Make.Noon);

    /// <summary>A task of a type that may go anywhere.</summary>
    public static UtilityTask Task(
        TaskType type = TaskType.Chat, double value = 1.0, double sla = 30.0, double input = 100.0, double output = 100.0, double cloudCost = 0.0001, TargetSet? allowed = null) => new(
        type, input, 1.0, output, Noon, new TaskStake(value, 0.4, sla), 1.0, new QualityTable(QualityTable.DefaultPrior).Of(type), new TargetFigures(0, 0, 0, cloudCost),
        allowed ?? new TargetSet(0b1111));

    public static EngineState Engine(ClusterView view, ComputeTarget target) => view.EnginesOf(target)[0];

    public static AttemptOutcome Answer(ComputeTarget target, double serviceSeconds, TaskType type = TaskType.Chat, int input = 100, int output = 100) =>
        Make.Outcome(target, type: type, serviceMs: serviceSeconds * 1000.0, input: input, output: output);

    public static AttemptOutcome Failure(ComputeTarget target) => Make.Outcome(target, succeeded: false, fault: EngineFault.Broken);

    /// <summary>A model whose trees say one and the same of every task: that it comes in time with this probability, and how its service time differs from the forecast.</summary>
    public static OutcomeModel Model(double inTime = 0.9, double logService = 0.0, string served = "some-model", float maxTokens = 10_000, params ComputeTarget[] targets)
    {
        var ranges = Enumerable.Repeat(new FeatureRange(-1e6f, 1e6f), OutcomeFeatures.Count).ToArray();
        ranges[1] = new FeatureRange(0, maxTokens);
        return new OutcomeModel(
            "v1",
            Make.Noon,
            ranges,
            [.. targets.Select(target => new TargetModel(target, served, 500, Constant(inTime), new CalibrationCurve([0.0, 1.0], [0.0, 1.0]), Constant(logService)))],
            new OutcomeMetrics(100, 0.1, 0.3, 0.02, 0.2, []));
    }

    public static TreeEnsemble Constant(double value) => new([~0], [], [value], OutcomeFeatures.Count);

    public static ActiveModel Active(OutcomeModel? model = null)
    {
        var active = new ActiveModel();
        if (model is not null)
            active.Use(model);
        return active;
    }
}
