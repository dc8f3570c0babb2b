using System.CommandLine;
using Orchestrator.Cli.Bench;
using Orchestrator.Learning;
using Orchestrator.Routing;

namespace Orchestrator.Cli.Training;

/// <summary><c>orchestrator train</c>: an outcome model from finished attempts, judged on the newest of them, written when it is no worse than the active one.</summary>
internal static class TrainCommand
{
    public static Command Build(TextWriter output, TextWriter errors)
    {
        var rows = new Option<string?>("--rows") { Description = "Finished attempts, one JSON object a line, the oldest first" };
        var replay = new Option<string?>("--replay") { Description = "Instead of rows: tasks to simulate a history from" };
        var truth = new Option<string?>("--truth") { Description = "What becomes of the simulated tasks" };
        var outcomes = new Option<string?>("--outcomes") { Description = "Folder with the prompts that simulated tasks name" };
        var dilation = new Option<double>("--dilation") { Description = "Factor on the arrival times of the simulated tasks", DefaultValueFactory = _ => 20.0 };
        var active = new Option<string?>("--active") { Description = "Model file in use, to compare with" };
        var target = new Option<string>("--out") { Description = "Where the new model is written", Required = true };
        var command = new Command("train", "Train the outcome model of stage ml") { rows, replay, truth, outcomes, dilation, active, target };
        command.SetAction(arguments => ExitCode.Guard(errors, () =>
        {
            IReadOnlyList<TrainingRow> history = (arguments.GetValue(rows), arguments.GetValue(replay), arguments.GetValue(truth)) switch
            {
                ({ } file, null, null) => TrainingRows.Read(file),
                (null, { } tasks, { } fates) => SimulatedHistory.Collect(ReplayFiles.Read(tasks, fates, arguments.GetValue(outcomes), arguments.GetValue(dilation))),
                _ => throw new ArgumentException("Give either --rows, or --replay and --truth."),
            };
            var current = arguments.GetValue(active) is { } path ? OutcomeModelFile.Read(File.ReadAllText(path)) : null;
            var now = TimeProvider.System.GetUtcNow();
            var result = OutcomeTrainer.Train(history, current, new TrainingOptions(), now.ToString("yyyyMMdd'T'HHmmss'Z'", System.Globalization.CultureInfo.InvariantCulture), now);
            output.WriteLine(result.Detail);
            if (result is not { Model: { } model, Verdict.Promoted: true })
            {
                return ExitCode.Failure;
            }

            File.WriteAllText(arguments.GetRequiredValue(target), OutcomeModelFile.Write(model));
            return ExitCode.Success;
        }));
        return command;
    }
}
