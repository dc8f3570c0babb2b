using System.Data.Common;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Orchestrator.Grains.Stores;

/// <summary>How a database keeps what a program alone reads: decisions and progress. Submissions and sums are JSON everywhere, some of it read by SQL.</summary>
internal enum DocumentFormat
{
    /// <summary>Silos of several versions may work on one database, and it packs long values by itself.</summary>
    Json,

    /// <summary>A third of the bytes, see <see cref="CompactDocumentWriter"/>.</summary>
    Compact,
}

/// <summary>Documents as the bytes that the databases keep. Written by hand, member by member, and read by <see cref="StoreJson"/>.</summary>
internal static class StoredDocuments
{
    [ThreadStatic]
    private static JsonDocumentWriter? _json;

    [ThreadStatic]
    private static CompactDocumentWriter? _compact;

    private static JsonDocumentWriter Json => _json ??= new JsonDocumentWriter(new Utf8JsonWriter(Stream.Null, new JsonWriterOptions { SkipValidation = true }));

    private static CompactDocumentWriter Compact => _compact ??= new CompactDocumentWriter();

    public static byte[] Of(RoutingDecision decision, DocumentFormat format) => Writer(format).Document(decision, DecisionMembers.Of);

    /// <summary>A <see cref="ProgressDocument"/>; null when there is nothing to say.</summary>
    /// <param name="task">The task.</param>
    /// <param name="decisionIsLogged">True when its decision stands in the log and need not be in here.</param>
    /// <param name="format">How it is kept.</param>
    public static byte[]? ProgressOf(TaskSnapshot task, bool decisionIsLogged, DocumentFormat format) =>
        task.Profile is null && task.Decision is null && task.Attempts.Count == 0 ? null : Writer(format).Document((task, decisionIsLogged), TaskMembers.Of);

    /// <summary>A <see cref="SubmissionDocument"/>.</summary>
    public static byte[] SubmissionOf(TaskSubmission submission) => Json.JsonDocument(submission, SubmissionMembers.Of);

    /// <summary>What a transaction adds to the roll-ups, see <see cref="RollupMembers"/>.</summary>
    public static byte[] Of(RollupDelta delta) => Json.JsonDocument(delta, RollupMembers.Of);

    /// <summary>Reads a document from a row, in whichever format it was written: a compact one is a value of bytes. Default where there is none.</summary>
    public static T? Read<T>(DbDataReader row, int column, JsonTypeInfo<T> type)
    {
        if (row.IsDBNull(column))
            return default;
        return row.GetFieldType(column) == typeof(byte[])
            ? JsonSerializer.Deserialize(Json.JsonOf(row.GetFieldValue<byte[]>(column)), type)
            : JsonSerializer.Deserialize(row.GetString(column), type);
    }

    private static DocumentWriter Writer(DocumentFormat format) => format == DocumentFormat.Compact ? Compact : Json;
}
