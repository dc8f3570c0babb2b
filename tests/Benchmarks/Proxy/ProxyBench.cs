using System.Text;
using Orchestrator.TestServers;

namespace Orchestrator.Benchmarks;

/// <summary>
/// CPU time per forwarded chat completion: ours, with every task decided, priced and on disk before its answer, against YARP, which forwards bytes.
/// Only ratios within one run count: they hold on a busy machine. An upstream that is late lets no task end before its first write is made by itself.
/// </summary>
internal static class ProxyBench
{
    private const int Concurrency = 32, LateConcurrency = 256, WarmUp = 40_000, Requests = 4_000, Rounds = 9;

    public static async Task RunAsync()
    {
        await using var servers = await Servers.StartAsync();
        Console.WriteLine($"{Requests} requests, {Concurrency} at a time ({LateConcurrency} of an upstream that takes {MockUpstream.Late.TotalMilliseconds:0} ms), median of {Rounds} rounds");
        Console.WriteLine($"{"",-10}{"upstream",12}{"YARP",12}{"ours",12}{"ours / YARP",14}");
        foreach (var kind in new[] { Kind.Whole, Kind.Stream, Kind.Late })
        {
            var addresses = new[] { servers.Upstream, servers.Yarp, servers.Silo };
            foreach (var address in addresses)
                await SendAsync(address, kind, WarmUp);
            var found = addresses.ToDictionary(address => address, _ => new List<double>());
            for (var round = 0; round < Rounds; round++)
                foreach (var address in addresses)
                    found[address].Add(await MeasureAsync(servers, address, kind));
            double Median(Uri address) => found[address].Order().ElementAt(Rounds / 2);
            Console.WriteLine(
                $"{kind,-10}{Median(servers.Upstream),9:0} µs{Median(servers.Yarp),9:0} µs{Median(servers.Silo),9:0} µs"
                + $"{Median(servers.Silo) / Median(servers.Yarp),14:0.0}");
        }
    }

    private enum Kind
    {
        Whole,
        Stream,
        Late,
    }

    private static async Task<double> MeasureAsync(Servers servers, Uri address, Kind kind)
    {
        var before = servers.CpuOf(address);
        await SendAsync(address, kind, Requests);
        return (servers.CpuOf(address) - before).TotalMicroseconds / Requests;
    }

    private static async Task SendAsync(Uri address, Kind kind, int requests)
    {
        using var http = new HttpClient { BaseAddress = address };
        http.DefaultRequestHeaders.Add("X-API-Key", SiloProcess.DevelopmentKey);
        var next = 0;
        await Task.WhenAll(Enumerable.Range(0, kind == Kind.Late ? LateConcurrency : Concurrency).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Increment(ref next) is var number && number <= requests)
                await OneAsync(http, kind, number);
        })));
    }

    private static async Task OneAsync(HttpClient http, Kind kind, int number)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions")
        {
            Content = new StringContent(
                $$"""{"model":"{{MockUpstream.Model}}","stream":{{(kind == Kind.Stream ? "true" : "false")}},"messages":[{"role":"user","content":"Question {{(kind == Kind.Late ? "of late " : "")}}{{number}}: what is the capital of the country?"}]}""",
                Encoding.UTF8,
                "application/json"),
        };
        using var response = await http.SendAsync(request);
        var body = await response.Content.ReadAsStringAsync();
        var words = body.Split("word ").Length - 1;
        if (!response.IsSuccessStatusCode || words != MockUpstream.Tokens)
            throw new InvalidOperationException($"{http.BaseAddress} answered {(int)response.StatusCode} with {words} words: {body}");
    }
}
