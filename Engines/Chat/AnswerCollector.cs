using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Orchestrator.Routing;

namespace Orchestrator.Engines;

/// <summary>Gathers what a stream of updates says beside its text: finish reason, usage, load time, tool calls. One per call.</summary>
internal sealed class AnswerCollector
{
    /// <summary>Name under which a client may report the time a model took to load: a <see cref="TimeSpan"/>.</summary>
    public const string LoadDuration = "load_duration";

    private ChatFinishReason? _finish;
    private UsageDetails? _usage;
    private double _loadMs;
    private JsonArray? _toolCalls;

    public void Add(ChatResponseUpdate update)
    {
        _finish = update.FinishReason ?? _finish;
        if (LoadMs(update.AdditionalProperties) is > 0 and var load)
            _loadMs = load;
        foreach (var content in update.Contents)
        {
            if (content is UsageContent usage)
                _usage = usage.Details;
            else if (content is FunctionCallContent call)
                (_toolCalls ??= []).Add(ToolCall(call));
        }
    }

    /// <exception cref="EngineException">There is no finish reason, or a filter cut the answer off.</exception>
    public EngineCompletion Complete()
    {
        if (_finish is not { } finish)
            throw new EngineException(EngineFault.Broken, "the stream ended before the answer was complete");
        if (finish == ChatFinishReason.ContentFilter)
            throw new EngineException(EngineFault.Refused, "a safety filter of the model refused the prompt or cut the answer off");
        string reason = _toolCalls is not null || finish == ChatFinishReason.ToolCalls ? "tool_calls" : finish == ChatFinishReason.Length ? "length" : "stop";
        return new EngineCompletion(reason, Count(_usage?.InputTokenCount), Billed(_usage), _loadMs, _toolCalls?.ToJsonString());
    }

    public static double LoadMs(AdditionalPropertiesDictionary? properties) =>
        properties is not null && properties.TryGetValue(LoadDuration, out var value) && value is TimeSpan load ? load.TotalMilliseconds : 0;

    public static int? Count(long? tokens) => tokens is >= 0 and <= int.MaxValue ? (int)tokens : null;

    // Thinking is billed as output, and some providers count it only in the total.
    private static int? Billed(UsageDetails? usage)
    {
        if (usage?.OutputTokenCount is not { } output)
            return null;
        return Count(usage is { TotalTokenCount: { } total, InputTokenCount: { } input } ? Math.Max(output, total - input) : output);
    }

    private static JsonObject ToolCall(FunctionCallContent call) => new()
    {
        ["id"] = call.CallId,
        ["type"] = "function",
        ["function"] = new JsonObject { ["name"] = call.Name, ["arguments"] = JsonSerializer.Serialize(call.Arguments ?? new Dictionary<string, object?>()) },
    };
}
