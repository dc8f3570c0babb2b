using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Orchestrator.Fakes;

/// <summary>An OpenAI-compatible endpoint without models: it answers with the prompt. Its API is at <see cref="BaseAddress"/>.</summary>
public class FakeOpenAi(string basePath = "v1/") : FakeServer
{
    /// <summary>The only key it takes; null: any, and none.</summary>
    public string? Key { get; init; }

    public IReadOnlyList<string> Models { get; init; } = ["gpt-fake", "embedding-fake"];

    /// <summary>Tokens spent on thinking: in the total, but in no other count, as Gemini has them.</summary>
    public int ThinkingTokens { get; init; }

    /// <summary>Time per token.</summary>
    public TimeSpan TokenTime { get; init; }

    public Uri BaseAddress => new(Address, basePath);

    protected virtual string ListedName(string model) => model;

    protected virtual FakeReply Unauthorized => FakeReply.Json(
        System.Net.HttpStatusCode.Unauthorized,
        """{"error":{"message":"Incorrect API key provided: sk-fake1234567890.","type":"invalid_request_error","param":null,"code":"invalid_api_key"}}""");

    protected virtual FakeReply Missing(string model) => FakeReply.Json(
        System.Net.HttpStatusCode.NotFound,
        $$$"""{"error":{"message":"The model `{{{model}}}` does not exist","type":"invalid_request_error","param":null,"code":"model_not_found"}}""");

    protected override void Map(WebApplication app)
    {
        app.MapGet($"/{basePath}models", List);
        app.MapPost($"/{basePath}chat/completions", Chat);
        app.MapPost($"/{basePath}embeddings", Embed);
    }

    private async Task List(HttpContext context)
    {
        if (!await Admit(context))
            return;
        var models = Models.Select(model => (JsonNode)new JsonObject { ["id"] = ListedName(model), ["object"] = "model", ["created"] = 1, ["owned_by"] = "fake" });
        await context.Response.WriteAsJsonAsync(new JsonObject { ["object"] = "list", ["data"] = new JsonArray([.. models]) });
    }

    private async Task Chat(HttpContext context)
    {
        var request = Body(context);
        if (!await Admit(context) || !await Has(context, request))
            return;
        string prompt = (request["messages"] as JsonArray)?.LastOrDefault()?["content"] is { } content ? Text(content) : "";
        int limit = (request["max_completion_tokens"] ?? request["max_tokens"])?.GetValue<int>() ?? int.MaxValue;
        string[] words = FakeWords.Answer(prompt);
        bool endless = prompt.Contains(FakeWords.Endless, StringComparison.Ordinal);
        int count = endless ? limit : Math.Min(words.Length, limit);
        string reason = !endless && count == words.Length ? "stop" : "length";
        int promptTokens = FakeWords.Tokens(prompt);
        var usage = new JsonObject
        {
            ["prompt_tokens"] = promptTokens,
            ["completion_tokens"] = count,
            ["total_tokens"] = promptTokens + count + ThinkingTokens,
        };
        if (request["stream"]?.GetValue<bool>() == true)
            await Stream(context, request, words, count, reason, usage);
        else
            await Whole(context, request, string.Concat(words.Take(count)), reason, usage);
    }

    private async Task Stream(HttpContext context, JsonObject request, string[] words, int count, string reason, JsonObject usage)
    {
        context.Response.ContentType = "text/event-stream";
        await Event(context, Chunk(request, new JsonObject { ["role"] = "assistant", ["content"] = "" }, null).ToJsonString());
        for (int i = 0; i < count; i++)
        {
            context.RequestAborted.ThrowIfCancellationRequested();
            if (TokenTime > TimeSpan.Zero)
                await Task.Delay(TokenTime, context.RequestAborted);
            await Event(context, Chunk(request, new JsonObject { ["content"] = words[i % words.Length] }, null).ToJsonString());
        }

        await Event(context, Chunk(request, [], reason).ToJsonString());
        if (request["stream_options"]?["include_usage"]?.GetValue<bool>() == true)
        {
            var last = Chunk(request, [], null);
            last["choices"] = new JsonArray();
            last["usage"] = usage;
            await Event(context, last.ToJsonString());
        }

        await Event(context, "[DONE]");
    }

    private static Task Whole(HttpContext context, JsonObject request, string text, string reason, JsonObject usage)
    {
        var message = new JsonObject { ["role"] = "assistant", ["content"] = text };
        var choice = new JsonObject { ["index"] = 0, ["message"] = message, ["finish_reason"] = reason };
        return context.Response.WriteAsJsonAsync(new JsonObject
        {
            ["id"] = "chatcmpl-1",
            ["object"] = "chat.completion",
            ["created"] = 1,
            ["model"] = Text(request["model"]!),
            ["choices"] = new JsonArray(choice),
            ["usage"] = usage,
        });
    }

    private async Task Embed(HttpContext context)
    {
        var request = Body(context);
        if (!await Admit(context) || !await Has(context, request))
            return;
        string[] inputs = request["input"] is JsonArray many ? [.. many.Select(text => Text(text!))] : [Text(request["input"]!)];
        int dimensions = request["dimensions"]?.GetValue<int>() ?? 32;
        bool base64 = request["encoding_format"]?.ToString() == "base64";
        var data = inputs.Select((text, index) => (JsonNode)new JsonObject
        {
            ["object"] = "embedding",
            ["index"] = index,
            ["embedding"] = Encode(FakeWords.Vector(text, dimensions), base64),
        });
        int tokens = inputs.Sum(FakeWords.Tokens);
        await context.Response.WriteAsJsonAsync(new JsonObject
        {
            ["object"] = "list",
            ["data"] = new JsonArray([.. data]),
            ["model"] = Text(request["model"]!),
            ["usage"] = new JsonObject { ["prompt_tokens"] = tokens, ["total_tokens"] = tokens },
        });
    }

    private async Task<bool> Admit(HttpContext context)
    {
        if (Key is null || context.Request.Headers.Authorization == $"Bearer {Key}")
            return true;
        await Reply(context, Unauthorized);
        return false;
    }

    private async Task<bool> Has(HttpContext context, JsonObject request)
    {
        string model = request["model"]?.ToString() ?? "";
        if (Models.Contains(model))
            return true;
        await Reply(context, Missing(model));
        return false;
    }

    private static async Task Reply(HttpContext context, FakeReply reply)
    {
        context.Response.StatusCode = reply.Status;
        context.Response.ContentType = reply.ContentType;
        await Write(context, string.Concat(reply.Parts));
    }

    private static Task Event(HttpContext context, string data) => Write(context, $"data: {data}\n\n");

    private static JsonObject Chunk(JsonObject request, JsonObject delta, string? reason) => new()
    {
        ["id"] = "chatcmpl-1",
        ["object"] = "chat.completion.chunk",
        ["created"] = 1,
        ["model"] = Text(request["model"]!),
        ["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["delta"] = delta, ["finish_reason"] = reason }),
    };

    private static JsonNode Encode(float[] vector, bool base64) => base64
        ? JsonValue.Create(Convert.ToBase64String(System.Runtime.InteropServices.MemoryMarshal.AsBytes(vector.AsSpan())))
        : new JsonArray([.. vector.Select(value => JsonValue.Create(value))]);

    private static string Text(JsonNode node) => node is JsonArray parts ? string.Concat(parts.Select(part => part?["text"]?.ToString())) : node.ToString();
}
