using System.Text.Json;

namespace Orchestrator.LlamaHost;

/// <summary>Turns a request body into what the model is asked; everything that is wrong with it is a <see cref="RequestException"/>.</summary>
internal static class ChatValidation
{
    private const float DefaultTemperature = 0.8f, DefaultTopP = 0.95f;

    public static GenerationRequest ToGeneration(ChatRequest request, ModelRuntime.Loaded loaded)
    {
        if (request.Messages is not { Count: > 0 } messages) throw RequestException.Invalid("'messages' must have at least one message");
        if (request.N is not (null or 1)) throw RequestException.Invalid("'n' is not supported: one answer is given");
        if (request.Tools is { ValueKind: JsonValueKind.Array } tools && tools.GetArrayLength() > 0)
            throw RequestException.Invalid("'tools' are not supported by this server");
        if (request.ResponseFormat is { ValueKind: JsonValueKind.Object } format && format.TryGetProperty("type", out var type) && !type.ValueEquals("text"))
            throw RequestException.Invalid("'response_format' is not supported by this server");

        var temperature = request.Temperature ?? DefaultTemperature;
        var topP = request.TopP ?? DefaultTopP;
        var maxTokens = request.MaxCompletionTokens ?? request.MaxTokens;
        if (temperature is not (>= 0 and <= 2)) throw RequestException.Invalid($"'temperature' is {temperature}; allowed is 0 to 2");
        if (topP is not (> 0 and <= 1)) throw RequestException.Invalid($"'top_p' is {topP}; allowed is above 0 up to 1");

        // -1 is llama-server's word for no limit.
        if (maxTokens is < -1 or 0) throw RequestException.Invalid($"'max_tokens' is {maxTokens}; allowed is 1 and above");

        var chat = messages.Select((message, index) =>
            (message.Role ?? throw RequestException.Invalid($"'messages[{index}].role' is missing"), Text(message.Content, index)));
        var prompt = loaded.Model.Tokenize(loaded.Model.RenderChat([.. chat]), parseSpecial: true);
        if (prompt.Length >= loaded.ContextTokens) throw RequestException.TooLong(prompt.Length, loaded.ContextTokens);
        return new(prompt, maxTokens is > 0 ? maxTokens.Value : int.MaxValue, temperature, topP, (uint?)request.Seed, Stops(request.Stop));
    }

    private static string Text(JsonElement content, int index) => content.ValueKind switch
    {
        JsonValueKind.String => content.GetString()!,
        JsonValueKind.Null or JsonValueKind.Undefined => "",
        JsonValueKind.Array => string.Concat(content.EnumerateArray().Select(part => PartText(part, index))),
        _ => throw RequestException.Invalid($"'messages[{index}].content' must be a string or an array of text parts"),
    };

    private static string PartText(JsonElement part, int index) =>
        part.ValueKind == JsonValueKind.Object && part.TryGetProperty("text", out var text) && text.ValueKind == JsonValueKind.String
            ? text.GetString()!
            : throw RequestException.Invalid($"'messages[{index}].content' has a part that is not text");

    private static string[] Stops(JsonElement stop)
    {
        string[] sequences = stop.ValueKind switch
        {
            JsonValueKind.Null or JsonValueKind.Undefined => [],
            JsonValueKind.String => [stop.GetString()!],
            JsonValueKind.Array when stop.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String) =>
                [.. stop.EnumerateArray().Select(item => item.GetString()!)],
            _ => throw RequestException.Invalid("'stop' must be a string or an array of strings"),
        };
        return [.. sequences.Where(sequence => sequence.Length > 0)];
    }
}
