using Orchestrator.Engines;
using Orchestrator.Routing;

namespace Orchestrator.Silo;

/// <summary>What a person wants to know when the process is up: where things are, which engines answer, and a line to paste.</summary>
internal static class StartupBanner
{
    private static readonly TimeSpan ProbeWait = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromMilliseconds(100);

    public static async Task WriteAsync(TextWriter output, SiloSettings settings, IServiceProvider services)
    {
        await output.WriteLineAsync();
        await output.WriteLineAsync("AI smart compute orchestrator is up.");
        if (settings.IsGateway)
        {
            var api = settings.ApiAddresses[0].GetLeftPart(UriPartial.Authority);
            await output.WriteLineAsync($"  API        {api}/v1");
            await output.WriteLineAsync($"  OpenAPI    {api}/scalar");
        }

        if (settings.IsDashboard)
            await output.WriteLineAsync($"  Dashboard  {settings.DashboardAddresses[0].GetLeftPart(UriPartial.Authority)}");
        if (services.GetService<EngineRegistry>() is { } registry)
            await WriteEnginesAsync(output, registry);
        if (settings.IsGateway)
            await WriteExampleAsync(output, settings);
        await output.FlushAsync();
    }

    private static async Task WriteEnginesAsync(TextWriter output, EngineRegistry registry)
    {
        await WaitForStartingEnginesAsync(registry);
        await output.WriteLineAsync("  Engines");
        foreach (var engine in registry.Engines)
        {
            var availability = engine.Availability;
            var model = engine.Options.ChatModel ?? engine.Options.EmbeddingModel;
            await output.WriteLineAsync($"    {(availability.TakesWork ? "up  " : "down")} {WireNames.Of(engine.Options.Target),-9} {engine.Options.Name}"
                + (availability.TakesWork ? $" ({model}{(availability.Detail is { } note ? $"; {note}" : "")})" : $": {availability.Detail}"));
        }

        if (registry.Engines.Count == 0)
            await output.WriteLineAsync("    none: no engine of engines.yaml belongs to the capabilities of this silo");
    }

    /// <summary>Engines start in the background; a short wait makes the list worth reading, and the first task finds its engine up.</summary>
    private static async Task WaitForStartingEnginesAsync(EngineRegistry registry)
    {
        using var limit = new CancellationTokenSource(ProbeWait);
        try
        {
            await registry.FirstProbes.WaitAsync(limit.Token);
            while (registry.Engines.Any(engine => engine is { Options.Kind: "llama", Availability.TakesWork: false }))
            {
                await Task.Delay(ProbeInterval, limit.Token);
                await registry.ProbeAsync(limit.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The list then says which are still starting.
        }
    }

    private static async Task WriteExampleAsync(TextWriter output, SiloSettings settings)
    {
        var key = settings.ApiKeys.Count == 0 ? SiloSettings.DevelopmentKey : "$API_KEY";
        if (settings.ApiKeys.Count == 0)
            await output.WriteLineAsync($"  Warning    API_KEYS is not set: the key is '{SiloSettings.DevelopmentKey}', good for this machine only.");
        await output.WriteLineAsync();
        await output.WriteLineAsync("Try it:");
        await output.WriteLineAsync($"  curl -i -X POST {settings.ApiAddresses[0].GetLeftPart(UriPartial.Authority)}/v1/tasks -H 'X-API-Key: {key}' "
            + """-H 'Content-Type: application/json' -d '{"task_type":"CHAT","input_text":"Tell me about the weather in the mountain city."}'""");
        await output.WriteLineAsync();
    }
}
