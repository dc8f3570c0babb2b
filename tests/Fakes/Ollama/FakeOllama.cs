using System.Diagnostics;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Orchestrator.Fakes;

/// <summary>
/// An Ollama server without models: its protocol, its scheduling with the traps in it, and its errors. What it answers is the prompt.
/// A prompt with the word "endless" is answered until the client goes away or <c>num_predict</c> is reached.
/// </summary>
public sealed class FakeOllama(FakeOllamaOptions? options = null) : FakeServer
{
    private readonly FakeOllamaOptions _options = options ?? new FakeOllamaOptions();

    public FakeScheduler Scheduler { get; } = new(options ?? new FakeOllamaOptions());

    /// <summary>A fake that listens.</summary>
    public static async Task<FakeOllama> StartAsync(FakeOllamaOptions? options = null)
    {
        var fake = new FakeOllama(options);
        await fake.ListenAsync();
        return fake;
    }

    protected override void Map(WebApplication app)
    {
        app.MapMethods("/", ["GET", "HEAD"], () => "Ollama is running");
        app.MapGet("/api/version", () => new JsonObject { ["version"] = "0.12.6" });
        app.MapGet("/api/tags", () => new JsonObject { ["models"] = new JsonArray([.. _options.Models.Select(Tag)]) });
        app.MapGet("/api/ps", () => new JsonObject { ["models"] = new JsonArray([.. Scheduler.Running.Select(Process)]) });
        app.MapPost("/api/show", Show);
        app.MapPost("/api/chat", context => Generate(context, chat: true));
        app.MapPost("/api/generate", context => Generate(context, chat: false));
        app.MapPost("/api/embed", Embed);
        app.MapPost("/api/pull", Pull);
    }

    private static JsonNode Tag(FakeModel model) => new JsonObject
    {
        ["name"] = model.Name,
        ["model"] = model.Name,
        ["modified_at"] = "2026-01-01T00:00:00Z",
        ["size"] = model.Bytes,
        ["digest"] = "0123456789ab",
        ["details"] = new JsonObject { ["format"] = "gguf", ["family"] = "llama" },
    };

    private JsonNode Process(FakeRunner runner) => new JsonObject
    {
        ["name"] = runner.Model.Name,
        ["model"] = runner.Model.Name,
        ["size"] = runner.Model.Bytes,
        ["size_vram"] = runner.VramBytes,
        ["digest"] = "0123456789ab",
        ["expires_at"] = (runner.ExpiresAt ?? DateTimeOffset.MaxValue).ToString("O"),
        ["context_length"] = runner.Options.NumCtx ?? _options.ContextLength,
    };

    private Task Show(HttpContext context) => Find(Body(context)) is { } model
        ? context.Response.WriteAsJsonAsync(new JsonObject { ["details"] = Tag(model)["details"]!.DeepClone(), ["capabilities"] = new JsonArray("completion") })
        : Error(context, 404, $"model '{Body(context)["model"]}' not found");

    private async Task Generate(HttpContext context, bool chat)
    {
        var request = Body(context);
        if (request.Count == 0)
        {
            await Error(context, 400, "missing request body");
            return;
        }

        if (Find(request) is not { } model)
        {
            await Error(context, 404, $"model \"{request["model"]}\" not found, try pulling it first");
            return;
        }

        string prompt = chat ? Text((request["messages"] as JsonArray)?.LastOrDefault()?["content"]) : Text(request["prompt"]);
        if (prompt.Length == 0 && request["keep_alive"]?.ToString() is "0")
        {
            Scheduler.Unload(model.Name);
            await Send(context, Final(model, chat, "unload"), stream: false);
            return;
        }

        if (FakeWords.Tokens(prompt) > (FakeRunnerOptions.Of(request).NumCtx ?? _options.ContextLength))
        {
            await Error(context, 400, "the prompt is longer than the context length of the model");
            return;
        }

        await Run(context, model, request, prompt, chat);
    }

    private async Task Run(HttpContext context, FakeModel model, JsonObject request, string prompt, bool chat)
    {
        long started = Stopwatch.GetTimestamp();
        if (await Scheduler.Acquire(model, request, context.RequestAborted) is not { } acquired)
        {
            await Error(context, 503, "server busy, please try again.  maximum pending requests exceeded");
            return;
        }

        bool stream = request["stream"]?.GetValue<bool>() ?? true;
        if (prompt.Length == 0)
        {
            await Send(context, Final(model, chat, "load"), stream);
            return;
        }

        await acquired.Runner.Slots.WaitAsync(context.RequestAborted);
        try
        {
            int limit = request["options"]?["num_predict"]?.GetValue<int>() is > 0 and var given ? given : int.MaxValue;
            string[] words = FakeWords.Answer(prompt);
            bool endless = prompt.Contains(FakeWords.Endless, StringComparison.Ordinal);
            int count = endless ? limit : Math.Min(words.Length, limit);
            var text = new System.Text.StringBuilder();
            for (int i = 0; i < count; i++)
            {
                context.RequestAborted.ThrowIfCancellationRequested();
                if (_options.TokenTime > TimeSpan.Zero)
                    await Task.Delay(_options.TokenTime, _options.Time, context.RequestAborted);
                string word = words[i % words.Length];
                if (stream)
                    await Send(context, Piece(model, chat, word), stream: true);
                else
                    text.Append(word);
            }

            var final = Final(model, chat, !endless && count == words.Length ? "stop" : "length");
            if (!stream)
                SetText(final, chat, text.ToString());
            final["total_duration"] = (long)Stopwatch.GetElapsedTime(started).TotalNanoseconds;
            if (acquired.Load > TimeSpan.Zero)
                final["load_duration"] = (long)acquired.Load.TotalNanoseconds;
            final["prompt_eval_count"] = FakeWords.Tokens(prompt);
            final["prompt_eval_duration"] = 1_000_000;
            final["eval_count"] = count;
            final["eval_duration"] = 1_000_000L * count;
            await Send(context, final, stream);
        }
        finally
        {
            acquired.Runner.Slots.Release();
        }
    }

    private async Task Embed(HttpContext context)
    {
        var request = Body(context);
        if (Find(request) is not { } model)
        {
            await Error(context, 404, $"model \"{request["model"]}\" not found, try pulling it first");
            return;
        }

        if (await Scheduler.Acquire(model, request, context.RequestAborted) is not { } acquired)
        {
            await Error(context, 503, "server busy, please try again.  maximum pending requests exceeded");
            return;
        }

        string[] inputs = request["input"] is JsonArray many ? [.. many.Select(Text)] : [Text(request["input"])];
        int dimensions = request["dimensions"]?.GetValue<int>() ?? 32;
        await context.Response.WriteAsJsonAsync(new JsonObject
        {
            ["model"] = model.Name,
            ["embeddings"] = new JsonArray([.. inputs.Select(text => new JsonArray([.. FakeWords.Vector(text, dimensions).Select(value => JsonValue.Create(value))]))]),
            ["total_duration"] = 1_000_000,
            ["load_duration"] = (long)acquired.Load.TotalNanoseconds,
            ["prompt_eval_count"] = inputs.Sum(FakeWords.Tokens),
        });
    }

    private static async Task Pull(HttpContext context)
    {
        context.Response.ContentType = "application/x-ndjson";
        await Write(context, "{\"status\":\"pulling manifest\"}\n");
        if (Text(Body(context)["model"]).Contains("missing", StringComparison.Ordinal))
        {
            await Write(context, "{\"error\":\"pull model manifest: file does not exist\"}\n");
            return;
        }

        foreach (int percent in new[] { 0, 50, 100 })
            await Write(context, $$"""{"status":"pulling 0123456789ab","digest":"sha256:0123456789ab","total":100,"completed":{{percent}}}""" + "\n");
        await Write(context, "{\"status\":\"success\"}\n");
    }

    private FakeModel? Find(JsonObject request)
    {
        string name = Text(request["model"]);
        return _options.Models.FirstOrDefault(model => model.Name == name || model.Name == $"{name}:latest");
    }

    private static JsonObject Piece(FakeModel model, bool chat, string text)
    {
        var line = new JsonObject { ["model"] = model.Name, ["created_at"] = "2026-01-01T00:00:00Z", ["done"] = false };
        SetText(line, chat, text);
        return line;
    }

    private static JsonObject Final(FakeModel model, bool chat, string reason)
    {
        var line = Piece(model, chat, "");
        line["done"] = true;
        line["done_reason"] = reason;
        return line;
    }

    private static void SetText(JsonObject line, bool chat, string text) =>
        line[chat ? "message" : "response"] = chat ? new JsonObject { ["role"] = "assistant", ["content"] = text } : text;

    private static Task Send(HttpContext context, JsonObject line, bool stream)
    {
        if (!context.Response.HasStarted)
            context.Response.ContentType = stream ? "application/x-ndjson" : "application/json; charset=utf-8";
        return Write(context, line.ToJsonString() + "\n");
    }

    private static Task Error(HttpContext context, int status, string message)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(new JsonObject { ["error"] = message });
    }

    private static string Text(JsonNode? node) => node?.ToString() ?? "";
}
