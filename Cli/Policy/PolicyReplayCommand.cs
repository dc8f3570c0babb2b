using System.CommandLine;
using System.Globalization;
using Orchestrator.Cli.Bench;
using Orchestrator.Routing;
using Spectre.Console;

namespace Orchestrator.Cli;

/// <summary><c>orchestrator policy replay [FILE]</c>: what another policy or stage would have made of the logged tasks.</summary>
internal static class PolicyReplayCommand
{
    public static Command Build(CommandContext context)
    {
        var file = new Argument<string?>("file") { Description = "routing_policy.yaml to replay; the active policy otherwise", Arity = ArgumentArity.ZeroOrOne };
        var stage = new Option<string?>("--stage") { Description = "Stage to replay; the active one otherwise" };
        stage.AcceptOnlyFromAmong([.. Enum.GetValues<RoutingStage>().Select(WireNames.Of)]);
        var hours = new Option<int>("--hours") { Description = "How far back, 1 to 8760", DefaultValueFactory = _ => 24 };
        return context.Command("replay", "Show what another policy or stage would have made of the logged tasks, beside what happened", async (arguments, client, cancellation) =>
        {
            var yaml = arguments.GetValue(file) is { } path ? await File.ReadAllTextAsync(path, cancellation) : null;
            var answer = await client.ReplayAsync(new NewReplay(yaml, arguments.GetValue(stage), arguments.GetValue(hours)), cancellation);
            if (arguments.GetValue(context.Json))
                context.Output.WriteLine(answer.Json);
            else
                Print(context.Console, answer.Value);
            return answer.Value.Tasks > 0 ? ExitCode.Success : ExitCode.Failure;
        }, file, stage, hours);
    }

    private static void Print(IAnsiConsole console, ReplayView replay)
    {
        console.WriteLine($"Policy {replay.PolicyVersion}, stage {replay.Stage}: {replay.Tasks} tasks{(replay.Truncated ? ", the newest of more" : "")}, {replay.SkippedTasks} skipped, {Percent(replay.Agreement)} sent to the same target.");
        console.Write(RoutingReport.Table(
            ["", "GPU/CPU/QUANTIZED/CLOUD", "cost USD", "mean latency ms", "SLA", "utility"],
            [Row("happened", replay.Happened), Row("estimated for what happened", replay.EstimatedForWhatHappened), Row("estimated for the replay", replay.Replayed)]));
        if (replay.OffPolicy is not { } estimate)
            return;
        if (estimate.InversePropensity is { } inverse)
            console.WriteLine($"Utility by inverse propensity: {Interval(inverse)}, resting on {Number(estimate.EffectiveTasks, "0")} tasks.");
        console.WriteLine($"Utility, doubly robust: {Interval(estimate.DoublyRobust)}. {estimate.Note}");
    }

    private static string[] Row(string name, ReplaySideView side) =>
    [
        name, string.Join(" / ", side.ByTarget.Values), Number((double)side.CostUsd, "0.000000"), Number(side.MeanLatencyMs, "0"), Percent(side.SlaAttainment), Number(side.MeanUtility, "0.000"),
    ];

    private static string Interval(EstimateView estimate) => $"{Number(estimate.Mean, "0.000")} ({Number(estimate.Low, "0.000")} to {Number(estimate.High, "0.000")})";

    private static string Percent(double share) => Number(100 * share, "0.0") + " %";

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
