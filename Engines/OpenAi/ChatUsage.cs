using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Orchestrator.Engines;

/// <summary>Reads the <c>usage</c> of a chat completion. What the provider does not count stays null.</summary>
internal static class ChatUsage
{
    /// <summary>The counts of the member on whose name the reader stands; null when it holds none.</summary>
    public static UsageDetails? Read(ref Utf8JsonReader reader)
    {
        if (!JsonMembers.Enter(ref reader, JsonTokenType.StartObject))
            return null;
        var usage = new UsageDetails();
        while (JsonMembers.Next(ref reader))
        {
            if (reader.ValueTextEquals("prompt_tokens"u8))
                usage.InputTokenCount = JsonMembers.Number(ref reader);
            else if (reader.ValueTextEquals("completion_tokens"u8))
                usage.OutputTokenCount = JsonMembers.Number(ref reader);
            else if (reader.ValueTextEquals("total_tokens"u8))
                usage.TotalTokenCount = JsonMembers.Number(ref reader);
            else if (reader.ValueTextEquals("prompt_tokens_details"u8))
                usage.CachedInputTokenCount = Detail(ref reader, "cached_tokens"u8);
            else if (reader.ValueTextEquals("completion_tokens_details"u8))
                usage.ReasoningTokenCount = Detail(ref reader, "reasoning_tokens"u8);
            else
                reader.Skip();
        }

        return usage;
    }

    private static long? Detail(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        long? count = null;
        if (!JsonMembers.Enter(ref reader, JsonTokenType.StartObject))
            return null;
        while (JsonMembers.Next(ref reader))
        {
            if (reader.ValueTextEquals(name))
                count = JsonMembers.Number(ref reader);
            else
                reader.Skip();
        }

        return count;
    }
}
