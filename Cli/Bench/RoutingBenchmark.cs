namespace Orchestrator.Cli.Bench;

/// <summary>What the benchmark found out.</summary>
/// <param name="Rows">Every router at its own setting.</param>
/// <param name="Frontiers">Every router with a knob, over its whole range.</param>
internal sealed record RoutingBenchmarkResult(IReadOnlyList<WorldResult> Rows, IReadOnlyList<Frontier> Frontiers)
{
    public WorldResult Row(string router) => Rows.First(row => row.Router == router);
}

/// <summary>Runs every router through the same replay. The runs are independent of each other and use all cores.</summary>
internal static class RoutingBenchmark
{
    public static RoutingBenchmarkResult Run(Replay replay, WorldOptions options, RouterCatalogue catalogue)
    {
        WorldResult Simulate(ISimulatedRouter router)
        {
            var world = new World(replay, options, router);
            if (router is OracleRouter oracle)
            {
                oracle.World = world;
            }

            return world.Run();
        }

        WorldResult[] rows = [.. catalogue.Rows().AsParallel().AsOrdered().Select(create => Simulate(create()))];
        var cloud = rows.First(row => row.Router == RouterCatalogue.AllCloud);
        FrontierPoint Point(double knob, WorldResult result) => new(knob, result.CostUsd / cloud.CostUsd, result.Value, result.SlaUrgentHigh);
        var swept = catalogue.Swept();
        var points = swept
            .SelectMany(router => router.Knobs.Select(knob => (router, knob)))
            .AsParallel()
            .Select(run => (run.router.Name, Point: Point(run.knob, Simulate(run.router.Create(run.knob)))))
            .ToLookup(run => run.Name, run => run.Point);
        var local = Point(0.0, rows.First(row => row.Router == RouterCatalogue.AllLocal));
        return new RoutingBenchmarkResult(rows, [.. swept.Select(router => new Frontier(router.Name, points[router.Name], Point(1.0, cloud), local))]);
    }
}
