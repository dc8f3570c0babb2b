using Orchestrator.Cli.Bench;
using Orchestrator.Routing;
var d = args[0];
var replay = ReplayFiles.Read($"{d}/replay_azure.csv.gz", $"{d}/truth_azure.csv.gz", d, 20.0);
var o = WorldOptions.For(Scenario.Base, replay.Tasks[^1].ArrivesAt);
WorldResult Go(ISimulatedRouter r) { var w = new World(replay, o, r); if (r is OracleRouter or) or.World = w; var t = System.Diagnostics.Stopwatch.StartNew(); var x = w.Run(); Console.Out.WriteLine($"{x.Router,-26} U {x.Utility:F4} V {x.Value:F4} sla {x.Sla:F4} hi {x.SlaUrgentHigh:F4} cost {x.CostUsd:F5} p50 {x.MedianSeconds:F2} p95 {x.P95Seconds:F1} [{string.Join(" ", x.Shares.Select(s => s.ToString("F3")))}] moved {x.Moved:F3} {t.ElapsedMilliseconds} ms"); return x; }
Go(new ConstantRouter(ComputeTarget.Cloud, "all cloud"));
Go(new ConstantRouter(ComputeTarget.Gpu, "all gpu"));
Go(new LeastLoadedRouter(o, true));
Go(new RandomRouter(new Random(1)));
Go(new RoundRobinRouter());
Go(new LeastLoadedRouter(o));
Go(new SeedRulesRouter()); Go(new SeedScoringRouter());
Go(new OracleRouter(replay, o, false)); Go(new OracleRouter(replay, o, false, 0.01)); Go(new OracleRouter(replay, o, true));
return 0;
