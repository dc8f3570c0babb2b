using System.CommandLine;
using System.Text;

namespace Orchestrator.Benchmarks;

/// <summary>
/// CPU time per forwarded chat completion: ours, with every task decided, priced and on disk before its answer, against YARP, which forwards bytes, and Portkey, which keeps nothing.
/// Only ratios within one run count: they hold on a busy machine. An upstream that is late lets no task end before its first write is made by itself.
/// </summary>
internal static class ProxyBench
{
    private const int Concurrency = 32, LateConcurrency = 256, Requests = 4_000, Rounds = 9;

    public static Command Command()
    {
        var command = new Command("proxy", "CPU a chat completion, against YARP and, where it is installed, Portkey; a mock upstream behind all");
        var servers = new ServerOptions(command);
        var kinds = new Option<Kind[]>("--kinds") { Description = "What to measure; all otherwise", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => Enum.GetValues<Kind>() };
        var warmUp = new Option<int>("--warm-up") { Description = "Requests to each server before", DefaultValueFactory = _ => 40_000 };
        command.Options.Add(kinds);
        command.Options.Add(warmUp);
        servers.SetAction((found, started) => RunAsync(started, found.GetRequiredValue(kinds), found.GetValue(warmUp)));
        return command;
    }

    private static async Task RunAsync(Servers servers, IReadOnlyList<Kind> kinds, int warmUp)
    {
        Console.WriteLine($"{Requests} requests, {Concurrency} at a time ({LateConcurrency} of an upstream that takes {MockUpstream.Late.TotalMilliseconds:0} ms), median of {Rounds} rounds after {warmUp} to warm up");
        foreach (var kind in kinds)
        {
            foreach (var server in servers.Measured)
                await SendAsync(server, kind, warmUp);
            var found = servers.Measured.ToDictionary(server => server, _ => new List<double>());
            for (var round = 0; round < Rounds; round++)
            {
                // There and back again: whoever always came first would always find the machine as the last one left it.
                foreach (var server in round % 2 == 0 ? servers.Measured : servers.Measured.Reverse())
                    found[server].Add(await MeasureAsync(server, kind));
            }

            Print(kind, found.ToDictionary(pair => pair.Key.Name, pair => pair.Value.Order().ToList()));
        }
    }

    /// <param name="kind">What was measured.</param>
    /// <param name="found">CPU time a request of each server, microseconds, the cheapest round first.</param>
    private static void Print(Kind kind, Dictionary<string, List<double>> found)
    {
        Console.WriteLine();
        Console.WriteLine($"{kind,-16}{"CPU",9}{"/ YARP",11}{"of Portkey",14}{"rounds",18}");
        foreach (var (name, rounds) in found)
        {
            var times = found.TryGetValue("YARP", out var yarp) ? $"{Median(rounds) / Median(yarp):0.0}" : "";
            var share = found.TryGetValue("Portkey", out var portkey) ? $"{100 * Median(rounds) / Median(portkey):0.0} %" : "";
            Console.WriteLine($"{name,-16}{Median(rounds),6:0} µs{times,11}{share,14}{$"{rounds[0]:0} to {rounds[^1]:0} µs",18}");
        }
    }

    private static double Median(List<double> ordered) => ordered[ordered.Count / 2];

    private enum Kind
    {
        Whole,
        Stream,
        Late,
    }

    private static async Task<double> MeasureAsync(Server server, Kind kind)
    {
        var before = server.CpuTime;
        await SendAsync(server, kind, Requests);
        return (server.CpuTime - before).TotalMicroseconds / Requests;
    }

    private static async Task SendAsync(Server server, Kind kind, int requests)
    {
        using var http = server.Client();
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
