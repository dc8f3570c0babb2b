using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Orchestrator.Gateway;

/// <summary>Texts to embed.</summary>
internal sealed record EmbeddingRequest
{
    [Description("An embedding model's name, which pins it, or 'auto'.")]
    public required string Model { get; init; }

    [Description("A text, or a list of up to 2,048.")]
    public required JsonNode Input { get; init; }

    [Description("float (default) or base64: little-endian 32-bit floats.")]
    public string? EncodingFormat { get; init; }

    [Description("Length of the vectors wanted.")]
    public int? Dimensions { get; init; }
}

/// <summary>Vectors, in the order of the texts.</summary>
internal sealed record EmbeddingList(string Object, IReadOnlyList<EmbeddingItem> Data, string Model, EmbeddingUsage Usage)
{
    [Description("The tasks they were; only with the header X-Include-Task."), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<TaskDetails>? Tasks { get; init; }
}

/// <summary>One vector: a list of numbers, or text in base64.</summary>
internal sealed record EmbeddingItem(string Object, int Index, [property: JsonConverter(typeof(EmbeddingVectorConverter))] EmbeddingVector Embedding);

/// <summary>A vector and how it is to be written.</summary>
internal readonly record struct EmbeddingVector(float[] Values, bool AsBase64);

/// <summary>Tokens that were embedded.</summary>
internal sealed record EmbeddingUsage(int PromptTokens, int TotalTokens);

/// <summary>Writes a vector as its reader asked for it.</summary>
internal sealed class EmbeddingVectorConverter : JsonConverter<EmbeddingVector>
{
    public override EmbeddingVector Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("Vectors are written only.");

    public override void Write(Utf8JsonWriter writer, EmbeddingVector value, JsonSerializerOptions options)
    {
        if (value.AsBase64)
        {
            writer.WriteBase64StringValue(MemoryMarshal.AsBytes(value.Values.AsSpan()));
            return;
        }
        writer.WriteStartArray();
        foreach (var number in value.Values)
            writer.WriteNumberValue(number);
        writer.WriteEndArray();
    }
}
