namespace Orchestrator.Gateway;

/// <summary>Bodies to try the API with.</summary>
internal static class Examples
{
    public const string Task = """
        { "task_type": "REASONING", "input_text": "Explain quantum entanglement to a 10-year-old.", "priority": "HIGH", "max_cost_usd": 0.01, "max_latency_ms": 5000 }
        """;

    public const string Batch = """
        { "tasks": [
          { "task_type": "CLASSIFICATION", "input_text": "Positive or negative: I like it.", "priority": "LOW", "is_batch": true },
          { "task_type": "SUMMARIZATION", "input_text": "The orchestrator sends each task to the cheapest machine that is good enough.", "is_batch": true } ] }
        """;

    public const string Rule = """
        { "name": "night_reasoning_cloud", "priority_order": 25, "target": "CLOUD", "confidence": 0.9, "description": "Nobody needs the cloud quota at night.",
          "conditions": { "task_type_in": ["REASONING", "CHAT"], "complexity_score_gt": 0.5, "hour_of_day_lt": 6 } }
        """;

    public const string Feedback = """{ "score": 0.8, "comment": "Right, but long." }""";

    public const string PolicyText = """{ "yaml": "rules:\n  - name: default_cpu\n    priority_order: 1000\n    target: CPU\n", "validate_only": true }""";

    public const string Replay = """{ "stage": "scored", "hours": 24 }""";

    public const string Trial = """{ "mode": "CANARY", "stage": "ml", "share": 0.05 }""";

    public const string Model = """{ "format": 1, "version": "20260101T000000Z" }""";

    public const string Stage = """{ "stage": "scored" }""";
}
