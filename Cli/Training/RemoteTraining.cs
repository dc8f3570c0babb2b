using System.Globalization;
using Orchestrator.Cli.Bench;
using Spectre.Console;

namespace Orchestrator.Cli.Training;

/// <summary>Has the server train on its own log, and waits for the end.</summary>
internal static class RemoteTraining
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    public static async Task<int> RunAsync(CommandContext context, ApiClient client, bool json, CancellationToken cancellation)
    {
        var answer = await client.TrainAsync(cancellation);
        while (answer.Value.Running)
        {
            await Task.Delay(Interval, cancellation);
            answer = await client.TrainingAsync(cancellation);
        }

        if (json)
            context.Output.WriteLine(answer.Json);
        else
            Print(context.Console, answer.Value);
        return answer.Value.LastRun is { Promoted: true } ? ExitCode.Success : ExitCode.Failure;
    }

    private static void Print(IAnsiConsole console, TrainingView training)
    {
        if (training.LastRun is not { } run)
            return;
        console.WriteLine($"{run.Rows} outcomes, {run.RowsNeeded} are needed. {run.Detail}");
        if (run.Holdout is not { } holdout)
            return;
        string Number(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);
        console.WriteLine($"On {holdout.Rows} newer rows: Brier score {Number(holdout.BrierScore)}, calibration error {Number(holdout.CalibrationError)}, service time off by {Number(holdout.ServiceTimeError)} of it.");
        console.Write(RoutingReport.Table(
            ["predicted", "observed", "rows"],
            holdout.Reliability.Select(bin => new[] { Number(bin.Predicted), Number(bin.Observed), bin.Rows.ToString(CultureInfo.InvariantCulture) })));
    }
}
