using System.Text.Json;

namespace Orchestrator.Grains.Stores;

/// <summary>The members of a <see cref="SubmissionDocument"/>, in the order in which the serializer writes them.</summary>
internal static class SubmissionMembers
{
    public static void Of(Utf8JsonWriter json, TaskSubmission submission)
    {
        json.Write("max_cost_usd"u8, submission.MaxCostUsd);
        json.Write("max_latency_ms"u8, submission.MaxLatencyMs);
        if (submission.Metadata.Count > 0)
            json.Write("metadata"u8, submission.Metadata, Of);
        json.Write("callback_url"u8, submission.CallbackUrl);
        json.Write("max_output_tokens"u8, submission.MaxOutputTokens);
        json.Write("target"u8, submission.Target);
        json.Write("model"u8, submission.Model);
        json.WriteAll("messages"u8, submission.Messages, Of);
        json.Write("options"u8, submission.Options, Of);
        json.Write("request_hash"u8, submission.RequestHash);
    }

    private static void Of(Utf8JsonWriter json, IReadOnlyDictionary<string, string> metadata)
    {
        foreach (var (key, value) in metadata)
            json.WriteString(key, value);
    }

    private static void Of(Utf8JsonWriter json, ChatTurn turn)
    {
        json.Write("role"u8, turn.Role);
        json.Write("content"u8, turn.Content);
        json.Write("tool_calls_json"u8, turn.ToolCallsJson);
        json.Write("tool_call_id"u8, turn.ToolCallId);
    }

    private static void Of(Utf8JsonWriter json, GenerationOptions options)
    {
        json.Write("temperature"u8, options.Temperature);
        json.Write("top_p"u8, options.TopP);
        json.Write("seed"u8, options.Seed);
        json.WriteAll("stop"u8, options.Stop);
        json.Write("response_format_json"u8, options.ResponseFormatJson);
        json.Write("tools_json"u8, options.ToolsJson);
        json.Write("dimensions"u8, options.Dimensions);
        json.Write("tool_choice_json"u8, options.ToolChoiceJson);
    }
}
