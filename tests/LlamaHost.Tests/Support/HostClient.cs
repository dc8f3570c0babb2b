using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Orchestrator.Engines;

namespace Orchestrator.LlamaHost.Tests;

/// <summary>Talks to a host the way any OpenAI client does.</summary>
internal sealed class HostClient(HttpClient http)
{
    public HttpClient Http => http;

    public static HostClient For(LlamaServerStatus status)
    {
        var http = new HttpClient { BaseAddress = status.Endpoint };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", status.ApiKey);
        return new(http);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static JsonObject Chat(string prompt, Action<JsonObject>? change = null)
    {
        var body = new JsonObject
        {
            ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = prompt }),
            ["temperature"] = 0,
        };
        change?.Invoke(body);
        return body;
    }

    public Task<HttpResponseMessage> PostAsync(string path, JsonNode body) => http.PostAsJsonAsync(path, body, Token);

    public async Task<JsonNode> PostForJsonAsync(string path, JsonNode body)
    {
        using var response = await PostAsync(path, body);
        return await ReadAsync(response);
    }

    public static async Task<JsonNode> ReadAsync(HttpResponseMessage response) => (await response.Content.ReadFromJsonAsync<JsonNode>(Token))!;

    public Task<JsonNode> CompleteAsync(string prompt, Action<JsonObject>? change = null) => PostForJsonAsync("chat/completions", Chat(prompt, change));

    public async Task<string> AskAsync(string prompt, Action<JsonObject>? change = null) => (string)(await CompleteAsync(prompt, change))["choices"]![0]!["message"]!["content"]!;

    public async Task<float[][]> EmbedAsync(params string[] texts)
    {
        var answer = await PostForJsonAsync("embeddings", new JsonObject { ["input"] = new JsonArray([.. texts]) });
        return [.. answer["data"]!.AsArray().Select(entry => entry!["embedding"]!.AsArray().Select(value => (float)value!).ToArray())];
    }

    public async Task<int> BusySlotsAsync()
    {
        var slots = (await http.GetFromJsonAsync<JsonArray>("/slots", Token))!;
        return slots.Count(slot => (bool)slot!["is_processing"]!);
    }

    /// <summary>The data lines of an event stream.</summary>
    public async Task<List<string>> StreamAsync(JsonObject body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "chat/completions") { Content = JsonContent.Create(body) };
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Token));
        var lines = new List<string>();
        while (await reader.ReadLineAsync(Token) is { } line)
            if (line.Length > 0) lines.Add(line["data: ".Length..]);
        return lines;
    }
}
