using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Orchestrator.Client;

/// <summary>Puts a streamed answer together from its chunks.</summary>
internal sealed class StreamedAnswer(Guid id)
{
    private const string End = "[DONE]";

    private readonly StringBuilder _text = new();
    private JsonArray? _calls;
    private string _finishReason = "stop";
    private RoutedTask? _task;

    /// <summary>The part of the answer a chunk is; null for none.</summary>
    /// <exception cref="OrchestratorException">The answer broke off.</exception>
    public AnswerPart? Hear(string data)
    {
        if (data == End)
        {
            var task = _task ?? throw new AnswerBrokenOffException("The answer ended without its task.", id);
            return new AnswerPart(id, null, new Answer(_text.ToString(), _calls?.ToJsonString(), _finishReason, task));
        }

        using var chunk = Parse(data);
        var root = chunk.RootElement;
        if (root.TryGetProperty("error", out var error))
            throw HttpAnswers.Failure(error, id);
        if (root.TryGetProperty("task", out var routed) && routed.ValueKind == JsonValueKind.Object)
            _task = HttpAnswers.Task(routed);
        return root.GetProperty("choices") is { } choices && choices.GetArrayLength() > 0 ? Hear(choices[0]) : null;
    }

    private AnswerPart? Hear(JsonElement choice)
    {
        if (choice.GetProperty("finish_reason").GetString() is { } reason)
            _finishReason = reason;
        var delta = choice.GetProperty("delta");
        if (delta.TryGetProperty("tool_calls", out var calls))
            AddCalls(calls);
        if (!delta.TryGetProperty("content", out var content) || content.GetString() is not { Length: > 0 } text)
            return null;
        _text.Append(text);
        return new AnswerPart(id, text, null);
    }

    private void AddCalls(JsonElement calls)
    {
        foreach (var call in calls.EnumerateArray())
        {
            var whole = JsonNode.Parse(call.GetRawText())!.AsObject();
            whole.Remove("index");
            (_calls ??= []).Add(whole);
        }
    }

    private JsonDocument Parse(string data)
    {
        try
        {
            return JsonDocument.Parse(data);
        }
        catch (JsonException exception)
        {
            throw new AnswerBrokenOffException("A part of the answer cannot be read.", id, exception);
        }
    }
}
