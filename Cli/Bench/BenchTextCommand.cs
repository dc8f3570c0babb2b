using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Spectre.Console;

namespace Orchestrator.Cli.Bench;

/// <summary><c>orchestrator bench text</c>: how well a prompt's text alone tells whether the stronger model is needed.</summary>
internal static class BenchTextCommand
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static Command Build(TextWriter output, TextWriter errors, IAnsiConsole console)
    {
        var files = new Argument<string[]>("files") { Description = "Judged outcomes: CSV with dataset, prompt and one column a model", Arity = ArgumentArity.OneOrMore };
        var strong = new Option<string?>("--strong") { Description = "Column of the stronger model; the best mean otherwise" };
        var weak = new Option<string?>("--weak") { Description = "Column of the weaker model; the worst mean otherwise" };
        var json = new Option<bool>("--json") { Description = "Write JSON" };
        var command = new Command("text", "Two-fold APGR and CPT of text-only routing, per data set") { files, strong, weak, json };
        command.SetAction(arguments => ExitCode.Guard(errors, () =>
        {
            TextResult[] results = [.. arguments.GetRequiredValue(files)
                .SelectMany(path => TextBenchmark.Read(path, arguments.GetValue(strong), arguments.GetValue(weak)))
                .SelectMany(TextBenchmark.Run)];
            if (arguments.GetValue(json))
            {
                output.WriteLine(JsonSerializer.Serialize(new { rows = results }, Json));
            }
            else
            {
                console.Write(RoutingReport.Table(
                    ["prompts", "router", "n", "APGR", "95 % interval", "CPT(50 %)", "CPT(80 %)"],
                    results.Select(result => new[]
                    {
                        result.Outcomes, result.Router, result.Prompts.ToString(CultureInfo.InvariantCulture), Number(result.Apgr), $"{Number(result.Low)} to {Number(result.High)}",
                        Number(result.Cpt50), Number(result.Cpt80),
                    })));
            }

            return ExitCode.Success;
        }));
        return command;
    }

    private static string Number(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);
}
