using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;
using HdrHistogram;

namespace Orchestrator.Benchmarks;

/// <summary>64 streams at 50 tokens a second: how much later a token comes through us than straight from the upstream, and what that costs.</summary>
internal static class StreamBench
{
    public const int TokensPerStream = 500;

    private const int Streams = 64, WarmUpRounds = 8;

    public static Command Command()
    {
        var command = new Command("streams", "64 streams of 50 tokens a second: how late a token is, and what it costs");
        var servers = new ServerOptions(command);
        var rounds = new Option<int>("--rounds") { Description = "How often each server is measured", DefaultValueFactory = _ => 1 };
        command.Options.Add(rounds);
        servers.SetAction((found, started) => RunAsync(started, found.GetValue(rounds)));
        return command;
    }

    private static async Task RunAsync(Servers servers, int rounds)
    {
        // For the compiler, which watches before it optimises.
        foreach (var server in servers.Measured)
            for (var round = 0; round < WarmUpRounds; round++)
                await AllAsync(server);
        for (var round = 0; round < rounds; round++)
            foreach (var server in servers.Measured)
                await MeasureAsync(server);
    }

    private static async Task MeasureAsync(Server server)
    {
        var cpu = server.CpuTime;
        var started = Stopwatch.GetTimestamp();
        var late = await AllAsync(server);
        var elapsed = Stopwatch.GetElapsedTime(started);
        var spent = server.CpuTime - cpu;
        var perSecond = late.TotalCount / elapsed.TotalSeconds;
        Console.WriteLine(
            $"{server.Name,-16}{perSecond:0} tokens/s; a token late by {Ms(late, 50)} / {Ms(late, 95)} / {Ms(late, 99)} ms (p50, p95, p99); "
            + $"{100 * spent.TotalSeconds / elapsed.TotalSeconds / (perSecond / 1000):0.0} % of one core per 1,000 tokens/s");
    }

    private static async Task<LongConcurrentHistogram> AllAsync(Server server)
    {
        var late = new LongConcurrentHistogram(1, 60_000_000, 3);
        using var http = server.Client();
        await Task.WhenAll(Enumerable.Range(0, Streams).Select(number => Task.Run(() => OneAsync(http, number, late))));
        return late;
    }

    private static async Task OneAsync(HttpClient http, int number, LongConcurrentHistogram late)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions")
        {
            Content = new StringContent(
                $$"""{"model":"{{MockUpstream.Model}}","stream":true,"messages":[{"role":"user","content":"paced {{number}}"}]}""", Encoding.UTF8, "application/json"),
        };
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        var tokens = 0;
        await foreach (var item in SseParser.Create(await response.Content.ReadAsStreamAsync()).EnumerateAsync())
        {
            // Several tokens may travel as one chunk: each of them counts.
            foreach (var sentAt in Text(item.Data).Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                tokens++;
                late.RecordValue(Math.Max(1, (long)Stopwatch.GetElapsedTime(long.Parse(sentAt, CultureInfo.InvariantCulture)).TotalMicroseconds));
            }
        }

        if (tokens != TokensPerStream)
            throw new InvalidOperationException($"{http.BaseAddress} sent {tokens} of {TokensPerStream} tokens.");
    }

    private static string Text(string data)
    {
        if (data == "[DONE]")
            return "";
        using var chunk = JsonDocument.Parse(data);
        var choices = chunk.RootElement.GetProperty("choices");
        return choices.GetArrayLength() > 0 && choices[0].GetProperty("delta").TryGetProperty("content", out var content) ? content.GetString() ?? "" : "";
    }

    private static string Ms(HistogramBase late, double percentile) => (late.GetValueAtPercentile(percentile) / 1000.0).ToString("0.0", CultureInfo.InvariantCulture);
}
