using System.Runtime.InteropServices;
using System.Text.Json;

namespace Orchestrator.LlamaHost;

/// <summary><c>/v1/embeddings</c>: one text or many, as numbers or base64.</summary>
internal sealed class EmbeddingsEndpoint(ModelRuntime runtime)
{
    public async Task HandleAsync(HttpContext http, ModelRuntime.Loaded loaded)
    {
        var body = await HttpJson.ReadAsync(http, ApiJson.Default.EmbeddingRequest);
        var base64 = body.EncodingFormat switch
        {
            null or "float" => false,
            "base64" => true,
            var other => throw RequestException.Invalid($"'encoding_format' is '{other}'; allowed are float and base64"),
        };
        int[][] inputs = [.. Texts(body.Input).Select(text => loaded.Model.Tokenize(text, parseSpecial: false))];
        if (inputs.Any(tokens => tokens.Length == 0)) throw RequestException.Invalid("'input' has an empty text");
        if (inputs.Max(tokens => tokens.Length) is var longest && longest > loaded.ContextTokens) throw RequestException.TooLong(longest, loaded.ContextTokens);

        var vectors = await loaded.Slots.UseAsync((slot, stop) => inputs.Select(tokens => Embedder.Embed(slot, tokens, stop)).ToArray(), http.RequestAborted);
        var count = inputs.Sum(tokens => tokens.Length);
        var entries = vectors.Select((vector, index) => new EmbeddingEntry("embedding", index, Encode(vector, base64)));
        await HttpJson.WriteAsync(http, new("list", runtime.Alias, [.. entries], new(count, null, count)), ApiJson.Default.EmbeddingList);
    }

    private static string[] Texts(JsonElement input) => input.ValueKind switch
    {
        JsonValueKind.String => [input.GetString()!],
        JsonValueKind.Array when input.GetArrayLength() > 0 && input.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String) =>
            [.. input.EnumerateArray().Select(item => item.GetString()!)],
        _ => throw RequestException.Invalid("'input' must be a string or an array of strings"),
    };

    private static JsonElement Encode(float[] vector, bool base64) => base64
        ? JsonSerializer.SerializeToElement(Convert.ToBase64String(MemoryMarshal.AsBytes<float>(vector)), ApiJson.Default.String)
        : JsonSerializer.SerializeToElement(vector, ApiJson.Default.SingleArray);
}
