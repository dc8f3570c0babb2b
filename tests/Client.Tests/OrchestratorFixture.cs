using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orchestrator.Fakes;

[assembly: CaptureConsole]

namespace Orchestrator.Client.Tests;

/// <summary>The real Silo program over two engines that are scripted, reached over HTTP and as an Orleans client. The CPU engine comes first, QUANTIZED after it.</summary>
public sealed class OrchestratorFixture : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _gatewayPort = FreePort.Next().ToString(CultureInfo.InvariantCulture);
    private IHost? _client;

    public FakeOpenAi First { get; } = new() { Models = ["gpt-fake", "embedding-fake", "gemini-2.5-flash"], TokenTime = TimeSpan.FromMilliseconds(1) };

    public FakeOpenAi Second { get; } = new() { Models = ["gpt-other"] };

    public SiloProcess Silo { get; private set; } = null!;

    public IGrainFactory Cluster => _client!.Services.GetRequiredService<IClusterClient>();

    public async ValueTask InitializeAsync()
    {
        await First.ListenAsync();
        await Second.ListenAsync();
        SiloProcess.CopyPolicies(_folder.File("policies"));
        await File.WriteAllTextAsync(_folder.File("policies/engines.yaml"),
            $"""
            engines:
              - name: first
                target: CPU
                kind: openai
                endpoint: {First.BaseAddress}
                chat_model: gpt-fake
                embedding_model: embedding-fake
                concurrency: 8
              - name: second
                target: QUANTIZED
                kind: openai
                endpoint: {Second.BaseAddress}
                chat_model: gpt-other
              - name: cloud
                target: CLOUD
                kind: openai
                endpoint: {First.BaseAddress}
                chat_model: gemini-2.5-flash
            """);
        await File.WriteAllTextAsync(_folder.File("policies/routing_policy.yaml"), "rules:\n  - name: default_cpu\n    priority_order: 1\n    target: CPU\n    confidence: 0.9\n");
        Silo = await SiloProcess.StartAsync(
            _folder, ("--gateway-port", _gatewayPort), ("--capabilities", "cpu,quantized,cloud"), ("--cpu-overload-percent", "100"), ("--no-target-grace-sec", "1"));
        await Silo.UntilAsync("/v1/resources", resources => resources["silos"]![0]!["engines"]!.AsArray().All(engine => (bool)engine!["healthy"]!));
        _client = Connect();
        await _client.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_client is not null)
        {
            await _client.StopAsync();
            _client.Dispose();
        }

        await Silo.DisposeAsync();
        await First.DisposeAsync();
        await Second.DisposeAsync();
        _folder.Dispose();
    }

    private IHost Connect()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.UseOrleansClient(client => client.UseLocalhostClustering(int.Parse(_gatewayPort, CultureInfo.InvariantCulture), "orchestrator", "orchestrator"));
        builder.Services.AddOrchestratorClient();
        return builder.Build();
    }
}

[CollectionDefinition(Name)]
public sealed class OrchestratorCollection : ICollectionFixture<OrchestratorFixture>
{
    public const string Name = "one silo for both transports";
}
