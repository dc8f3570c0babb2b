using System.Collections.Frozen;

namespace Orchestrator.Engines;

/// <summary>The finish reasons client libraries know, and what other providers write for them.</summary>
internal static class FinishReasons
{
    private static readonly FrozenDictionary<string, string> _spellings = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        [""] = "",
        ["finish_reason_unspecified"] = "",
        ["stop"] = "stop",
        ["end_turn"] = "stop",
        ["stop_sequence"] = "stop",
        ["eos"] = "stop",
        ["eos_token"] = "stop",
        ["complete"] = "stop",
        ["length"] = "length",
        ["max_tokens"] = "length",
        ["model_length"] = "length",
        ["tool_calls"] = "tool_calls",
        ["tool_use"] = "tool_calls",
        ["function_call"] = "function_call",
        ["content_filter"] = "content_filter",
        ["safety"] = "content_filter",
        ["recitation"] = "content_filter",
        ["prohibited_content"] = "content_filter",
        ["blocklist"] = "content_filter",
        ["spii"] = "content_filter",
        ["image_safety"] = "content_filter",
        ["language"] = "content_filter",
        ["refusal"] = "content_filter",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>True for a reason the client libraries accept as it is.</summary>
    public static bool IsStandard(ReadOnlySpan<byte> reason) =>
        reason.SequenceEqual("stop"u8) || reason.SequenceEqual("length"u8) || reason.SequenceEqual("tool_calls"u8)
        || reason.SequenceEqual("content_filter"u8) || reason.SequenceEqual("function_call"u8);

    /// <summary>The standard reason; empty when the provider wrote that there is none yet; null for one nobody knows, which is then a fault.</summary>
    public static string? ToStandard(string reason) => _spellings.GetValueOrDefault(reason.Trim());
}
