using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;

namespace Orchestrator.Cli.Models;

/// <summary><c>orchestrator models pull URL</c>: a model file for <c>engines.yaml</c>.</summary>
internal static class ModelsCommand
{
    private const int Sha256Digits = 64;

    public static Command Build(CommandContext context)
    {
        var address = new Argument<string>("url") { Description = "Address of a GGUF file" };
        var target = new Option<string?>("--out", "-o") { Description = "File or folder to put it; ./models otherwise" };
        var checksum = new Option<string?>("--sha256") { Description = "What its SHA-256 must be, 64 hex digits" };
        var force = new Option<bool>("--force") { Description = "Fetch it although the file is there" };
        return new Command("models", "Work with model files")
        {
            context.Local("pull", "Fetch a model file with a progress bar; checks it, and goes on where an earlier run broke off", async (arguments, cancellation) =>
            {
                var from = Address(arguments.GetRequiredValue(address));
                var sha256 = Checksum(arguments.GetValue(checksum));
                var path = PathOf(from, arguments.GetValue(target));
                if (File.Exists(path) && !arguments.GetValue(force))
                    throw new ArgumentException($"{path} is there already; --force fetches it anew.");
                using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
                try
                {
                    var model = await PullAsync(context, arguments.GetValue(context.Json), new ModelDownload(http, from, path, sha256), cancellation);
                    Report(context, arguments.GetValue(context.Json), model);
                    return ExitCode.Success;
                }
                catch (InvalidModelException error)
                {
                    await context.Errors.WriteLineAsync(error.Message);
                    return ExitCode.Failure;
                }
            }, address, target, checksum, force),
        };
    }

    private static Task<DownloadedModel> PullAsync(CommandContext context, bool json, ModelDownload download, CancellationToken cancellation)
    {
        if (json)
            return download.RunAsync(new Unseen(), cancellation);
        return context.Console.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new DownloadedColumn(), new TransferSpeedColumn(), new RemainingTimeColumn())
            .StartAsync(bars => download.RunAsync(new Bar(bars.AddTask("model")), cancellation));
    }

    private static void Report(CommandContext context, bool json, DownloadedModel model)
    {
        if (json)
        {
            context.Output.WriteLine(JsonSerializer.Serialize(model, ModelJson.Default.DownloadedModel));
            return;
        }

        context.Output.WriteLine($"{model.Path}: {model.Bytes} bytes, SHA-256 {model.Sha256}{(model.Checked ? ", as it should be" : "; nothing to compare it with: --sha256 gives it")}");
        context.Output.WriteLine($"In engines.yaml, at an engine of kind llama: model_path: {Path.GetFullPath(model.Path)}");
    }

    private static Uri Address(string text) => Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
        ? address
        : throw new ArgumentException($"The address is '{text}'; it must be an http or https address of a GGUF file.");

    private static string? Checksum(string? text) => text is null || (text.Length == Sha256Digits && text.All(char.IsAsciiHexDigit))
        ? text
        : throw new ArgumentException($"--sha256 is '{text}'; it must be {Sha256Digits} hex digits.");

    private static string PathOf(Uri from, string? target)
    {
        if (target is not null && !Directory.Exists(target) && !Path.EndsInDirectorySeparator(target))
            return target;
        var name = Path.GetFileName(Uri.UnescapeDataString(from.AbsolutePath));
        return name.Length > 0 && name.IndexOfAny(Path.GetInvalidFileNameChars()) < 0
            ? Path.Combine(target ?? "models", name)
            : throw new ArgumentException($"The address '{from}' has no file name; --out gives one.");
    }

    private sealed class Unseen : IProgress<DownloadProgress>
    {
        public void Report(DownloadProgress value)
        {
        }
    }

    private sealed class Bar(ProgressTask task) : IProgress<DownloadProgress>
    {
        public void Report(DownloadProgress value)
        {
            task.IsIndeterminate = value.Total is null;
            if (value.Total is { } total)
                task.MaxValue = total;
            task.Value = value.Done;
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(DownloadedModel))]
internal sealed partial class ModelJson : JsonSerializerContext;
