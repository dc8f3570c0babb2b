using System.Text.Json;

namespace Orchestrator.Grains.Stores;

/// <summary>The members of what a task's progress is made of besides its decision, in the order in which the serializer writes them.</summary>
internal static class TaskMembers
{
    public static void Of(Utf8JsonWriter json, TaskProfile profile)
    {
        json.Write("type"u8, profile.Type);
        json.Write("priority"u8, profile.Priority);
        json.Write("is_batch"u8, profile.IsBatch);
        json.Write("complexity_score"u8, profile.ComplexityScore);
        json.Write("latency_sensitivity"u8, profile.LatencySensitivity);
        json.Write("cost_sensitivity"u8, profile.CostSensitivity);
        json.Write("estimated_input_tokens"u8, profile.EstimatedInputTokens);
        json.Write("estimated_output_tokens"u8, profile.EstimatedOutputTokens);
        json.Write("requires_reasoning"u8, profile.RequiresReasoning);
        json.Write("characters"u8, profile.Characters);
        json.Write("text_gain"u8, profile.TextGain);
        json.Write("estimated_tokens"u8, profile.EstimatedTokens);
    }

    public static void Of(Utf8JsonWriter json, TaskAttempt attempt)
    {
        json.Write("target"u8, attempt.Target);
        json.Write("model"u8, attempt.Model);
        json.Write("engine"u8, attempt.Engine);
        json.Write("silo"u8, attempt.Silo);
        json.Write("started_at"u8, attempt.StartedAt);
        json.Write("finished_at"u8, attempt.FinishedAt);
        json.Write("outcome"u8, attempt.Outcome);
        json.Write("error"u8, attempt.Error);
        json.Write("cost_usd"u8, attempt.CostUsd);
        json.Write("queue_ms"u8, attempt.QueueMs);
        json.Write("time_to_first_token_ms"u8, attempt.TimeToFirstTokenMs);
    }

    public static void Of(Utf8JsonWriter json, TaskProgress progress)
    {
        json.Write("chunks_done"u8, progress.ChunksDone);
        json.Write("chunks_total"u8, progress.ChunksTotal);
    }
}
