using System.CommandLine;
using System.Globalization;
using Orchestrator.Cli.Bench;
using Orchestrator.Learning;
using Orchestrator.Routing;

namespace Orchestrator.Cli.Training;

/// <summary>
/// <c>orchestrator train</c>: an outcome model from finished attempts, judged on the newest of them. Without files the server trains on its own log and puts the
/// model in use; with files it is trained here and written.
/// </summary>
internal static class TrainCommand
{
    public static Command Build(CommandContext context)
    {
        var rows = new Option<string?>("--rows") { Description = "Finished attempts, one JSON object a line, the oldest first" };
        var replay = new Option<string?>("--replay") { Description = "Instead of rows: tasks to simulate a history from" };
        var truth = new Option<string?>("--truth") { Description = "What becomes of the simulated tasks" };
        var outcomes = new Option<string?>("--outcomes") { Description = "Folder with the prompts that simulated tasks name" };
        var dilation = new Option<double>("--dilation") { Description = "Factor on the arrival times of the simulated tasks", DefaultValueFactory = _ => 20.0 };
        var active = new Option<string?>("--active") { Description = "Model file in use, to compare with" };
        var text = new Option<string?>("--text") { Description = "Outcomes of a strong and a weak model per prompt (CSV as for bench text): adds a head that judges REASONING prompts by their words" };
        var target = new Option<string?>("--out") { Description = "Where the new model is written; needed with files" };
        return context.Command("train", "Train the outcome model of stage ml: on the server's log, or here on files", (arguments, client, cancellation) =>
        {
            var files = (arguments.GetValue(rows), arguments.GetValue(replay), arguments.GetValue(truth));
            if (files is (null, null, null))
                return RemoteTraining.RunAsync(context, client, arguments.GetValue(context.Json), cancellation);
            var path = arguments.GetValue(target) ?? throw new ArgumentException("--out says where the model goes.");
            IReadOnlyList<TrainingRow> history = files switch
            {
                ({ } file, null, null) => TrainingRows.Read(file),
                (null, { } tasks, { } fates) => SimulatedHistory.Collect(ReplayFiles.Read(tasks, fates, arguments.GetValue(outcomes), arguments.GetValue(dilation))),
                _ => throw new ArgumentException("Give either --rows, or --replay and --truth, or neither to train on the server's log."),
            };
            var current = arguments.GetValue(active) is { } known ? OutcomeModelFile.Read(File.ReadAllText(known)) : null;
            var head = arguments.GetValue(text) is { } prompts ? TextHeadFile.Train(prompts) : current?.Text;
            return Task.FromResult(Train(context.Output, history, current, head, path));
        }, rows, replay, truth, outcomes, dilation, active, text, target);
    }

    private static int Train(TextWriter output, IReadOnlyList<TrainingRow> history, OutcomeModel? current, TextGain? head, string path)
    {
        var now = TimeProvider.System.GetUtcNow();
        var result = OutcomeTrainer.Train(history, current, new TrainingOptions(), now.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture), now);
        output.WriteLine(result.Detail);
        if (result is not { Model: { } model, Verdict.Promoted: true })
            return ExitCode.Failure;
        File.WriteAllText(path, OutcomeModelFile.Write(model with { Text = head }));
        return ExitCode.Success;
    }
}
