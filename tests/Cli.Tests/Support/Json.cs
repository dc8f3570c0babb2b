namespace Orchestrator.Cli.Tests;

/// <summary>Answers of a server.</summary>
internal static class Json
{
    public const string Id = "11111111-2222-3333-4444-555555555555";

    private const string Attempt =
        """{"target":"CPU","model_name":"phi3:mini","silo":"s","started_at":"2026-01-02T03:04:05Z","finished_at":null,"outcome":"COMPLETED","error":null}""";

    public static string Accepted(string id = Id) => $$"""{"task_id":"{{id}}","status":"PENDING","created_at":"2026-01-02T03:04:05Z"}""";

    public static string Task(string status = "COMPLETED", string result = "four", int completedAttempts = 1, string id = Id) => $$"""
        {"task_id":"{{id}}","status":"{{status}}","task_type":"CHAT","priority":"NORMAL","is_batch":false,"profile":null,
         "routing_decision":{"target":"CPU","model_name":"phi3:mini","estimated_cost_usd":0,"estimated_latency_ms":900,"confidence":0.8,"reasoning":"Rule 'default_cpu' matched",
           "fallback_target":null,"decision_stage":"rule_based","decided_at":"2026-01-02T03:04:05.010Z"},
         "attempts":[{{string.Join(',', Enumerable.Repeat(Attempt, completedAttempts))}}],
         "result":"{{result}}","embedding":null,"error":null,"input_tokens":3,"output_tokens":1,"actual_cost_usd":0,"cloud_baseline_cost_usd":0.0005,"actual_latency_ms":321,"queue_ms":1,
         "time_to_first_token_ms":20,"sla_met":true,"metadata":{},"created_at":"2026-01-02T03:04:05Z","completed_at":"2026-01-02T03:04:06Z","simulated":true}
        """;

    public static string Problem(string code, string detail) => $$"""{"title":"x","status":400,"detail":"{{detail}}","code":"{{code}}","errors":{"task_type":["is missing"]} }""";
}
