using Orchestrator.Grains;
using Orchestrator.Grains.Interfaces;
using Orchestrator.Routing;

namespace Orchestrator.Benchmarks;

/// <summary>
/// What the telemetry of many silos costs the one router: each reports every two seconds, and in between a thousand decisions a second are made
/// over what it knows, each booked and released. Simulated seconds and CPU time of the thread, so that a busy machine shows in neither.
/// </summary>
internal static class TelemetryBench
{
    private const int Seconds = 5, DecisionsPerSecond = 1_000, ReportsPerSiloAndSecond = 2;

    public static void Run()
    {
        Console.WriteLine($"Telemetry every {ReportsPerSiloAndSecond} s from each silo with four engines, {DecisionsPerSecond} decisions a second");
        Console.WriteLine($"{"silos",8}{"a report",14}{"a decision",14}{"share of one core",20}");
        foreach (var silos in new[] { 1, 10, 100, 1_000 })
            Print(silos, seconds: Seconds);
    }

    private static TimeSpan Since(long cpuNanoseconds) => TimeSpan.FromTicks((ThreadCpu.Now() - cpuNanoseconds) / TimeSpan.NanosecondsPerTick);

    private static void Print(int silos, int seconds)
    {
        var time = new SimulatedTime();
        var cluster = new ClusterKnowledge(time, TimeSpan.FromSeconds(6));
        var settings = new ViewSettings();
        var engine = new DecisionEngine();
        for (var silo = 0; silo < silos; silo++)
            cluster.Take(Cluster.Silo(silo, silo), settings);
        var inputs = Cluster.Inputs(RoutingStage.Scored);
        long reports = 0, decisions = 0;
        var (reporting, deciding) = (TimeSpan.Zero, TimeSpan.Zero);
        // Once for the compiler.
        Second(0);
        for (var second = 1; second <= seconds; second++)
            Second(second);
        var each = reporting.TotalMicroseconds / Math.Max(1, reports);
        var decision = deciding.TotalMicroseconds / Math.Max(1, decisions);
        Console.WriteLine($"{silos,8}{each,11:0.0} µs{decision,11:0.0} µs{(reporting + deciding).TotalSeconds / seconds,19:P1}");

        void Second(int second)
        {
            if (second == 1)
                (reports, decisions, reporting, deciding) = (0, 0, TimeSpan.Zero, TimeSpan.Zero);
            var due = 0.0;
            var next = 0;
            for (var i = 0; i < DecisionsPerSecond; i++)
            {
                time.Advance(TimeSpan.FromSeconds(1.0 / DecisionsPerSecond));
                for (due += (double)silos / ReportsPerSiloAndSecond / DecisionsPerSecond; due >= 1; due--)
                {
                    var snapshot = Cluster.Silo(next++ % silos, second);
                    var started = ThreadCpu.Now();
                    cluster.Take(snapshot, settings);
                    reporting += Since(started);
                    reports++;
                }

                var began = ThreadCpu.Now();
                var id = Guid.NewGuid();
                var made = engine.Decide(inputs with { View = cluster.View }).Decision!;
                cluster.Book(id, made, made.EstimatedServiceMs);
                cluster.Release(cluster.Ledger.Release(id));
                deciding += Since(began);
                decisions++;
            }
        }
    }

    /// <summary>A clock that only moves when it is told to.</summary>
    private sealed class SimulatedTime : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public override DateTimeOffset GetUtcNow() => Cluster.Now + TimeSpan.FromTicks(_ticks);

        public void Advance(TimeSpan by) => _ticks += by.Ticks;
    }
}
