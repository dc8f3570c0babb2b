using Orchestrator.Routing;

namespace Orchestrator.Cli.Bench;

/// <summary>A router with a knob that trades cost for value.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Knobs">Settings to try.</param>
/// <param name="Create">Makes the router with a setting.</param>
internal sealed record SweptRouter(string Name, IReadOnlyList<double> Knobs, Func<double, ISimulatedRouter> Create);

/// <summary>Every router the benchmark compares: baselines, the seed's stages, the product's stages and the oracles.</summary>
internal sealed class RouterCatalogue(Replay replay, WorldOptions options, RoutingPolicy policy, OutcomeModel? model = null)
{
    /// <summary>Utility a GPU second costs in the informed oracle's eyes: with a price of waiting it is the strongest oracle that decides at arrival.</summary>
    private const double OracleSecondPrice = 0.005;
    private const int Seed = 11;
    private static readonly double[] CostFactors = [0.0, 0.1, 0.2, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.85, 1.0, 1.2, 1.4, 1.6, 1.8, 2.0, 2.2, 2.5, 3.0, 4.0, 6.0, 10.0, 30.0, 100.0];
    private static readonly double[] Tenths = [.. Enumerable.Range(0, 11).Select(tenth => tenth / 10.0)];

    public const string AllCloud = "all cloud";
    public const string AllLocal = "all local";
    public const string Ml = "ml";
    public const string MlWithTrees = "ml with trees";
    public const string InformedOracle = "oracle (informed)";

    /// <summary>Every router once, at its own setting, in the order of the table.</summary>
    public IReadOnlyList<Func<ISimulatedRouter>> Rows() =>
    [
        () => new ConstantRouter(ComputeTarget.Cloud, AllCloud),
        () => new LeastLoadedRouter(options, localOnly: true),
        () => new RandomRouter(new Random(Seed)),
        () => new RoundRobinRouter(),
        () => new LeastLoadedRouter(options),
        () => new SeedRulesRouter(),
        () => new SeedScoringRouter(),
        () => Staged("rule", RoutingStage.Rule, 1.0),
        () => Staged("scored", RoutingStage.Scored, 1.0),
        () => Staged("ml without rescue", RoutingStage.Ml, 1.0, new UtilitySettings { Rescue = false }),
        () => Staged(Ml, RoutingStage.Ml, 1.0),
        .. model is null ? (IEnumerable<Func<ISimulatedRouter>>)[] : [() => Staged(MlWithTrees, RoutingStage.Ml, 1.0, model: model)],
        () => new OracleRouter(replay, options, clairvoyant: false, OracleSecondPrice),
        () => new OracleRouter(replay, options, clairvoyant: true, OracleSecondPrice),
    ];

    /// <summary>Every router that has a knob.</summary>
    public IReadOnlyList<SweptRouter> Swept() =>
    [
        new("random mix", Tenths, share => new RandomMixRouter(share, options, new Random(Seed))),
        new("stage 1 (seed rules)", Tenths, threshold => new SeedRulesRouter(threshold)),
        new("stage 2 (seed scoring)", [-0.3, -0.2, -0.1, 0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.7, 1.0, 1.5, 2.0, 3.0], weight => new SeedScoringRouter(weight)),
        new("scored", [0.0, 0.05, 0.1, 0.2, 0.3, 0.5, 0.8, 1.0, 1.3, 1.7, 2.5, 4.0, 8.0, 20.0], factor => Staged("scored", RoutingStage.Scored, factor)),
        new("ml without rescue", CostFactors, factor => Staged("ml without rescue", RoutingStage.Ml, factor, new UtilitySettings { Rescue = false })),
        new(Ml, CostFactors, factor => Staged(Ml, RoutingStage.Ml, factor)),
    ];

    private StagedRouter Staged(string name, RoutingStage stage, double costFactor, UtilitySettings? settings = null, OutcomeModel? model = null)
    {
        var given = policy.Settings;
        var weights = given.CostWeight;
        var priced = given with
        {
            CostWeight = new ByPriority(weights.Low * costFactor, weights.Normal * costFactor, weights.High * costFactor, weights.Urgent * costFactor),
            Weights = given.Weights with { Cost = given.Weights.Cost * costFactor },
        };
        ActiveModel? active = null;
        if (model is not null)
        {
            active = new ActiveModel();
            active.Use(model);
        }

        return new StagedRouter(name, stage, RoutingPolicy.Compile(policy.Version, policy.Rules, priced), replay, options, settings, active);
    }
}
