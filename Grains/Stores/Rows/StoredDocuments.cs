using System.Buffers;
using System.Text.Json;

namespace Orchestrator.Grains.Stores;

/// <summary>
/// Documents as the UTF-8 that both databases keep. They are read by <see cref="StoreJson"/> and written by hand, in the same bytes at a fraction of the time:
/// its converters keep the serializer from generating code that writes.
/// </summary>
internal static class StoredDocuments
{
    private const int MostKept = 64 * 1024;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    [ThreadStatic]
    private static Utf8JsonWriter? _writer;

    public static byte[] Of(RoutingDecision decision) => Document(decision, DecisionMembers.Of);

    /// <summary>A <see cref="SubmissionDocument"/>.</summary>
    public static byte[] SubmissionOf(TaskSubmission submission) => Document(submission, SubmissionMembers.Of);

    /// <summary>A <see cref="ProgressDocument"/>; null when there is nothing to say.</summary>
    /// <param name="task">The task.</param>
    /// <param name="decisionIsLogged">True when its decision stands in the log and need not be in here.</param>
    public static byte[]? ProgressOf(TaskSnapshot task, bool decisionIsLogged) =>
        task.Profile is null && task.Decision is null && task.Attempts.Count == 0 ? null : Document((task, decisionIsLogged), Members);

    /// <summary>What a transaction adds to the roll-ups, see <see cref="RollupMembers"/>.</summary>
    public static byte[] Of(RollupDelta delta) => Document(delta, RollupMembers.Of);

    private static void Members(Utf8JsonWriter json, (TaskSnapshot Task, bool DecisionIsLogged) progress)
    {
        var (task, decisionIsLogged) = progress;
        json.Write("profile"u8, task.Profile, TaskMembers.Of);
        json.Write("decision"u8, decisionIsLogged ? null : task.Decision, DecisionMembers.Of);
        json.WriteAll("attempts"u8, task.Attempts, TaskMembers.Of);
        json.Write("progress"u8, task.Progress, TaskMembers.Of);
    }

    private static byte[] Document<T>(T value, Action<Utf8JsonWriter, T> members)
    {
        var buffer = _buffer ??= new ArrayBufferWriter<byte>(4096);
        var json = _writer ??= new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true });
        buffer.ResetWrittenCount();
        json.Reset(buffer);
        json.WriteStartObject();
        members(json, value);
        json.WriteEndObject();
        json.Flush();
        if (buffer.Capacity > MostKept)
            _buffer = null;
        return buffer.WrittenSpan.ToArray();
    }
}
