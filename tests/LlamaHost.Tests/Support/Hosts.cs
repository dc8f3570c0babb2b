using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Orchestrator.Engines;
using Orchestrator.LlamaHost.Tests;

[assembly: AssemblyFixture(typeof(Hosts))]

namespace Orchestrator.LlamaHost.Tests;

/// <summary>The real LlamaHost on the demo model, one process for each quantisation, started when a test first asks for it.</summary>
public sealed class Hosts : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ConcurrentDictionary<DemoQuantization, Lazy<LlamaServer>> _servers = [];

    internal static LlamaServer Create(string folder, string name = "test", Func<LlamaServerOptions, LlamaServerOptions>? change = null, TimeProvider? time = null)
    {
        var options = new LlamaServerOptions
        {
            Name = name,
            DataDirectory = folder,
            CommandPath = Native.HostAssembly,
            Slots = 2,
            ContextTokens = 1024,
            Threads = 1,
        };
        return new(change?.Invoke(options) ?? options, NullLogger<LlamaServer>.Instance, time ?? TimeProvider.System);
    }

    internal async Task<HostClient> GetAsync(DemoQuantization quantization = DemoQuantization.Q4_0)
    {
        Native.Require();
        var server = _servers.GetOrAdd(quantization, key => new(() =>
            Create(_folder.Path, DemoModel.Name(key), options => options with { DemoQuantization = key }))).Value;
        await server.StartAsync(TestContext.Current.CancellationToken);
        await server.WaitUntilReadyAsync(TestContext.Current.CancellationToken);
        return HostClient.For(server.Status);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers.Values) await server.Value.DisposeAsync();
        _folder.Dispose();
    }
}
