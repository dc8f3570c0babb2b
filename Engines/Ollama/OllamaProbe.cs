using System.Globalization;
using OllamaSharp.Models;
using Orchestrator.Routing;

namespace Orchestrator.Engines;

/// <summary>Asks an Ollama server which models it has and where the loaded ones lie.</summary>
internal sealed class OllamaProbe(OllamaConnection connection)
{
    public async Task<EngineHealth> ProbeAsync(CancellationToken cancellationToken)
    {
        using var client = connection.Open(cancellationToken);
        try
        {
            var pulled = (await client.ListLocalModelsAsync(cancellationToken)).Select(model => Tagged(model.Name)).ToHashSet(StringComparer.OrdinalIgnoreCase);
            var running = (await client.ListRunningModelsAsync(cancellationToken)).ToArray();
            return Judge(connection.Options, connection.Runner, pulled, running);
        }
        catch (EngineException fault) when (fault.Fault == EngineFault.Unreachable)
        {
            return new EngineHealth(false, $"Ollama does not answer at {connection.Endpoint}", []);
        }
    }

    internal static EngineHealth Judge(EngineOptions options, OllamaRunner runner, HashSet<string> pulled, IReadOnlyList<RunningModel> running)
    {
        string[] configured = [.. new[] { options.ChatModel, options.EmbeddingModel }.OfType<string>()];
        string[] missing = [.. configured.Where(model => !pulled.Contains(Tagged(model)))];
        var loaded = running.Select(model => model.Name ?? "").ToArray();
        var displaced = options.Target == ComputeTarget.Gpu
            ? running.FirstOrDefault(model => Tagged(model.Name) == Tagged(options.ChatModel) && model.Size > 0 && (double)model.SizeVram / model.Size < runner.LeastInVram)
            : null;
        if (displaced is not null)
            return new EngineHealth(false, $"{displaced.Name}: {Gigabytes(displaced.SizeVram)} of {Gigabytes(displaced.Size)} GB in VRAM", loaded, missing);
        string? detail = missing.Length == 0 ? null : $"not pulled: {string.Join(", ", missing)} (ollama pull {missing[0]})";
        return new EngineHealth(configured.Length == 0 || missing.Length < configured.Length, detail, loaded, missing);
    }

    // A name without a tag means the tag `latest`.
    private static string Tagged(string? model) => model is null ? "" : model.Contains(':', StringComparison.Ordinal) ? model : $"{model}:latest";

    private static string Gigabytes(long bytes) => (bytes / 1e9).ToString("0.0", CultureInfo.InvariantCulture);
}
