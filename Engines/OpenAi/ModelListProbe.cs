using System.Text.Json;

namespace Orchestrator.Engines;

/// <summary>
/// Asks an OpenAI-compatible endpoint for its list of models, which is free of charge: that shows whether it answers, takes the key and has the models.
/// While it was healthy lately it is not asked again: providers count such requests too.
/// </summary>
internal sealed class ModelListProbe(EngineOptions options, OpenAiConnection connection, OpenAiPreset preset, TimeProvider time)
{
    private static readonly TimeSpan _recheckHealthy = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan _recheckUnhealthy = TimeSpan.FromSeconds(15);

    private readonly bool _isLocal = connection.Endpoint.IsLoopback;
    private EngineHealth? _last;
    private long _askedAt;

    public async Task<EngineHealth> ProbeAsync(CancellationToken cancellationToken)
    {
        var last = _last;
        if (last is not null && !_isLocal && time.GetElapsedTime(_askedAt) < (last.Healthy ? _recheckHealthy : _recheckUnhealthy))
            return last;
        try
        {
            last = Judge(await connection.GetAsync("models", cancellationToken));
        }
        catch (EngineException fault)
        {
            last = new EngineHealth(false, fault.Message, []);
        }

        _askedAt = time.GetTimestamp();
        _last = last;
        return last;
    }

    private EngineHealth Judge(byte[] body)
    {
        var listed = Names(body);
        string[] configured = [.. new[] { options.ChatModel, options.EmbeddingModel }.OfType<string>()];
        string[] missing = preset.ListsModels && listed.Count > 0 ? [.. configured.Where(model => !listed.Contains(model))] : [];
        string? detail = missing.Length == 0 ? null : $"{connection.Endpoint.Host} does not list {string.Join(", ", missing)}";
        return new EngineHealth(configured.Length == 0 || missing.Length < configured.Length, detail, [], missing);
    }

    // Gemini writes "models/gemini-…".
    private static HashSet<string> Names(byte[] body)
    {
        using var document = JsonDocument.Parse(body);
        if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("data", out var data) || data.ValueKind != JsonValueKind.Array)
            return [];
        return data.EnumerateArray()
            .Select(model => model.TryGetProperty("id", out var id) ? id.GetString() ?? "" : "")
            .Select(id => id.StartsWith("models/", StringComparison.Ordinal) ? id["models/".Length..] : id)
            .ToHashSet(StringComparer.Ordinal);
    }
}
