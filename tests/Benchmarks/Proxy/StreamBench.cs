using System.Diagnostics;
using System.Globalization;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;
using HdrHistogram;
using Orchestrator.TestServers;

namespace Orchestrator.Benchmarks;

/// <summary>64 streams at 50 tokens a second: how much later a token comes through us than straight from the upstream, and what that costs.</summary>
internal static class StreamBench
{
    public const int TokensPerStream = 500;

    private const int Streams = 64, WarmUpRounds = 4;

    public static async Task RunAsync()
    {
        await using var servers = await Servers.StartAsync();
        foreach (var address in new[] { servers.Upstream, servers.Silo })
        {
            // For the compiler, which watches before it optimises.
            for (var round = 0; round < WarmUpRounds; round++)
                await AllAsync(address);
            var cpu = servers.CpuOf(address);
            var started = Stopwatch.GetTimestamp();
            var late = await AllAsync(address);
            var elapsed = Stopwatch.GetElapsedTime(started);
            var spent = servers.CpuOf(address) - cpu;
            var perSecond = late.TotalCount / elapsed.TotalSeconds;
            Console.WriteLine(
                $"{(address == servers.Silo ? "through us" : "upstream alone"),-16}{perSecond:0} tokens/s; a token late by {Ms(late, 50)} / {Ms(late, 95)} / {Ms(late, 99)} ms (p50, p95, p99); "
                + $"{100 * spent.TotalSeconds / elapsed.TotalSeconds / (perSecond / 1000):0.0} % of one core per 1,000 tokens/s");
        }
    }

    private static async Task<LongConcurrentHistogram> AllAsync(Uri address)
    {
        var late = new LongConcurrentHistogram(1, 60_000_000, 3);
        using var http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromMinutes(5) };
        http.DefaultRequestHeaders.Add("X-API-Key", SiloProcess.DevelopmentKey);
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
