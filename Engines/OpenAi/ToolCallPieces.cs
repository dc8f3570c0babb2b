using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Orchestrator.Routing;

namespace Orchestrator.Engines;

/// <summary>The tool calls of one answer, put together from the pieces that a stream brings them in.</summary>
internal sealed class ToolCallPieces
{
    private readonly List<Call> _calls = [];

    /// <summary>The calls in the order they began; one without a name is none.</summary>
    /// <exception cref="EngineException">A call has no id, so its result could not be given back.</exception>
    public IEnumerable<FunctionCallContent> ToContents() =>
        from call in _calls
        where !string.IsNullOrWhiteSpace(call.Name)
        select FunctionCallContent.CreateFromParsedArguments(
            call.Arguments.ToString(),
            call.Id ?? throw new EngineException(EngineFault.Broken, "the answer calls a tool without an id"),
            call.Name!,
            static json => JsonSerializer.Deserialize<IDictionary<string, object?>>(json, AIJsonUtilities.DefaultOptions)!);

    /// <summary>Takes the <c>tool_calls</c> of a chunk, on whose name the reader stands.</summary>
    public void Read(ref Utf8JsonReader reader)
    {
        if (!JsonMembers.Enter(ref reader, JsonTokenType.StartArray))
            return;
        while (JsonMembers.NextObject(ref reader))
            ReadPiece(ref reader);
    }

    private void ReadPiece(ref Utf8JsonReader reader)
    {
        long? index = null;
        string? id = null;
        string? name = null;
        string? arguments = null;
        while (JsonMembers.Next(ref reader))
        {
            if (reader.ValueTextEquals("index"u8))
                index = JsonMembers.Number(ref reader);
            else if (reader.ValueTextEquals("id"u8))
                id = JsonMembers.Text(ref reader);
            else if (reader.ValueTextEquals("function"u8))
                ReadFunction(ref reader, ref name, ref arguments);
            else
                reader.Skip();
        }

        Add(index, id, name, arguments);
    }

    private static void ReadFunction(ref Utf8JsonReader reader, ref string? name, ref string? arguments)
    {
        if (!JsonMembers.Enter(ref reader, JsonTokenType.StartObject))
            return;
        while (JsonMembers.Next(ref reader))
        {
            if (reader.ValueTextEquals("name"u8))
                name = JsonMembers.Text(ref reader);
            else if (reader.ValueTextEquals("arguments"u8))
                arguments = ReadArguments(ref reader);
            else
                reader.Skip();
        }
    }

    // JSON inside a string; some servers write the object itself.
    private static string? ReadArguments(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.StartObject ? JsonElement.ParseValue(ref reader).GetRawText() : JsonMembers.Here(ref reader);
    }

    // A provider that numbers no calls begins one with a new id.
    private void Add(long? index, string? id, string? name, string? arguments)
    {
        var call = Find(index, id);
        call.Id ??= id;
        call.Name ??= name;
        call.Arguments.Append(arguments);
    }

    private Call Find(long? index, string? id)
    {
        if (index is null && id is null)
            return _calls.Count > 0 ? _calls[^1] : Begin(0);
        foreach (var call in _calls)
        {
            if (index is null ? call.Id == id : call.Index == index)
                return call;
        }

        return Begin(index ?? _calls.Count);
    }

    private Call Begin(long index)
    {
        var call = new Call(index);
        _calls.Add(call);
        return call;
    }

    private sealed class Call(long index)
    {
        public long Index => index;

        public string? Id { get; set; }

        public string? Name { get; set; }

        public StringBuilder Arguments { get; } = new();
    }
}
