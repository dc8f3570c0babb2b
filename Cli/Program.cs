using Orchestrator.Cli.Bench;
using Orchestrator.Routing;
var d = args[0];
var replay = ReplayFiles.Read($"{d}/replay_azure.csv.gz", $"{d}/truth_azure.csv.gz", d, double.Parse(args[1]));
var o = WorldOptions.For(Enum.Parse<Scenario>(args[2]), replay.Tasks[^1].ArrivesAt);
WorldResult Go(ISimulatedRouter r) { var w = new World(replay, o, r); if (r is OracleRouter or) or.World = w; var t = System.Diagnostics.Stopwatch.StartNew(); var x = w.Run(); Console.Out.WriteLine($"{x.Router,-26} U {x.Utility:F4} V {x.Value:F4} sla {x.Sla:F4} hi {x.SlaUrgentHigh:F4} cost {x.CostUsd:F5} p50 {x.MedianSeconds:F2} p95 {x.P95Seconds:F1} [{string.Join(" ", x.Shares.Select(s => s.ToString("F3")))}] moved {x.Moved:F3} {t.ElapsedMilliseconds} ms"); return x; }

var ac = Go(new ConstantRouter(ComputeTarget.Cloud, "all cloud"));
var or1 = Go(new OracleRouter(replay, o, false)).Utility; var or2 = Go(new OracleRouter(replay, o, false, 0.005)).Utility; var or3 = Go(new OracleRouter(replay, o, false, 0.01)).Utility;

UtilitySettings st(double p, bool r = true) => new UtilitySettings { SecondPrice = new(p, p / 10, p / 10, 0), Rescue = r };
RoutingPolicy pol(double cw) => RoutingPolicy.Compile("x", RoutingPolicy.Default.Rules, PolicySettings.Default with { CostWeight = new(.5 * cw, .4 * cw, .2 * cw, .1 * cw) });
Go(new StagedRouter("scored", RoutingStage.Scored, pol(1), replay, o));
foreach (var pr in new[] { 0.01, 0.02, 0.03 })
{ var x = Go(new StagedRouter($"ml {pr}", RoutingStage.Ml, pol(1), replay, o, st(pr))); Console.Out.WriteLine($"   share {x.Utility / or1:F4} {x.Utility / or2:F4} {x.Utility / or3:F4}"); }
if (args.Length > 3)
foreach (var pr in new[] { 0.01, 0.02 }) {
double best = 0, best95 = 0;
foreach (var cw in new[] { 0.0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.85, 1, 1.2, 1.4, 1.6, 1.8, 2, 2.5, 3, 4, 6, 10 }) { var x = Go(new StagedRouter($"ml cw {cw}", RoutingStage.Ml, pol(cw), replay, o, st(pr))); var sv = 1 - x.CostUsd / ac.CostUsd; Console.Out.WriteLine($"   saved {sv:F4} value {x.Value / ac.Value:F4} hi {x.SlaUrgentHigh - ac.SlaUrgentHigh:F4}"); if (x.Value >= .95 * ac.Value) best95 = Math.Max(best95, sv); if (x.Value >= .99 * ac.Value && x.SlaUrgentHigh >= ac.SlaUrgentHigh - .01) best = Math.Max(best, sv); }
Console.Out.WriteLine($"equal {best:F4} 95 {best95:F4}"); }
return 0;
