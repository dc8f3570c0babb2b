using System.Buffers;
using System.Text.Json;

namespace Orchestrator.Grains.Stores;

/// <summary>
/// Documents as the UTF-8 that both databases keep. What is part of two documents, the last decision of a task, is written once and copied.
/// </summary>
internal static class StoredDocuments
{
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    [ThreadStatic]
    private static Utf8JsonWriter? _writer;

    public static byte[] Of(RoutingDecision decision) => JsonSerializer.SerializeToUtf8Bytes(decision, StoreJson.Default.RoutingDecision);

    /// <summary>A <see cref="ProgressDocument"/>; null when there is nothing to say.</summary>
    /// <param name="task">The task.</param>
    /// <param name="decision">Its latest decision as <see cref="Of"/> wrote it; null when it was not written yet.</param>
    public static byte[]? ProgressOf(TaskSnapshot task, byte[]? decision)
    {
        if (task.Profile is null && task.Decision is null && task.Attempts.Count == 0)
            return null;
        if (decision is null)
            return JsonSerializer.SerializeToUtf8Bytes(new ProgressDocument(task.Profile, task.Decision, task.Attempts, task.Progress), StoreJson.Default.ProgressDocument);

        var buffer = _buffer ??= new ArrayBufferWriter<byte>(4096);
        var json = _writer ??= new Utf8JsonWriter(buffer);
        buffer.ResetWrittenCount();
        json.Reset(buffer);
        json.WriteStartObject();
        if (task.Profile is { } profile)
        {
            json.WritePropertyName("profile"u8);
            JsonSerializer.Serialize(json, profile, StoreJson.Default.TaskProfile);
        }

        json.WritePropertyName("decision"u8);
        json.WriteRawValue(decision, skipInputValidation: true);
        json.WritePropertyName("attempts"u8);
        JsonSerializer.Serialize(json, task.Attempts, StoreJson.Default.IReadOnlyListTaskAttempt);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }
}
