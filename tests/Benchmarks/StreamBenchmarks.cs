using BenchmarkDotNet.Attributes;
using Microsoft.AspNetCore.Http;
using Orchestrator.Gateway;

namespace Orchestrator.Benchmarks;

/// <summary>One token of an OpenAI stream, from its text to its chunk in the response's buffers.</summary>
[MemoryDiagnoser]
public class StreamBenchmarks
{
    private const int Tokens = 1_000;

    [Benchmark(OperationsPerInvoke = Tokens)]
    public async Task Token()
    {
        using var sse = new SseWriter(new DefaultHttpContext().Response);
        var chunks = new ChatChunkWriter(sse, Guid.Empty, "mock-model", Cluster.Now, includeUsage: false);
        for (var i = 0; i < Tokens; i++)
        {
            chunks.WriteText(" word");
            await sse.FlushAsync(default);
        }
    }
}
