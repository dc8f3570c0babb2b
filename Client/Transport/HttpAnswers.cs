using System.Runtime.InteropServices;
using System.Text.Json;

namespace Orchestrator.Client;

/// <summary>Reads answers in OpenAI's form, with the task that the API adds when it is asked to.</summary>
internal static class HttpAnswers
{
    public static Answer Whole(JsonElement body)
    {
        var choice = body.GetProperty("choices")[0];
        var message = choice.GetProperty("message");
        return new Answer(
            message.GetProperty("content").GetString() ?? "",
            message.TryGetProperty("tool_calls", out var calls) && calls.ValueKind == JsonValueKind.Array ? calls.GetRawText() : null,
            choice.GetProperty("finish_reason").GetString() ?? "stop",
            Task(body.GetProperty("task")));
    }

    public static IEnumerable<EmbeddedText> Vectors(JsonElement body)
    {
        var tasks = body.GetProperty("tasks");
        return [.. body.GetProperty("data").EnumerateArray().Select((item, index) => new EmbeddedText(
            MemoryMarshal.Cast<byte, float>(item.GetProperty("embedding").GetBytesFromBase64()).ToArray(), Task(tasks[index])))];
    }

    /// <summary>A task as <c>GET /v1/tasks/{id}</c> writes it.</summary>
    public static RoutedTask Task(JsonElement task)
    {
        var decision = task.GetProperty("routing_decision");
        var decided = decision.ValueKind == JsonValueKind.Object;
        return new RoutedTask
        {
            Id = task.GetProperty("task_id").GetGuid(),
            Target = decided ? WireNames.Parse<ComputeTarget>(decision.GetProperty("target").GetString()!) : null,
            Model = decided ? decision.GetProperty("model_name").GetString() : null,
            DecisionStage = decided ? decision.GetProperty("decision_stage").GetString() : null,
            Reasoning = decided ? decision.GetProperty("reasoning").GetString() : null,
            Attempts = task.GetProperty("attempts").GetArrayLength(),
            CostUsd = Known(task, "actual_cost_usd", value => value.GetDecimal()),
            CloudBaselineCostUsd = Known(task, "cloud_baseline_cost_usd", value => value.GetDecimal()),
            LatencyMs = Known(task, "actual_latency_ms", value => value.GetDouble()),
            SlaMet = Known(task, "sla_met", value => value.GetBoolean()),
            Simulated = Known(task, "simulated", value => value.GetBoolean()) ?? false,
            InputTokens = Known(task, "input_tokens", value => value.GetInt32()),
            OutputTokens = Known(task, "output_tokens", value => value.GetInt32()),
        };
    }

    public static Guid? TaskIdOf(HttpResponseMessage response) =>
        response.Headers.TryGetValues("X-Task-Id", out var values) && Guid.TryParse(values.FirstOrDefault(), out var id) ? id : null;

    /// <summary>What an answer that is an error means; both shapes of the API are understood, and that of a proxy in between.</summary>
    public static async Task<OrchestratorException> FailureAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        var retryAfter = response.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(1);
        var (code, message) = Read(await response.Content.ReadAsStringAsync(cancellationToken));
        return ErrorCodes.Of(code ?? ErrorCodes.Internal, message ?? $"The answer was HTTP {status}.", TaskIdOf(response), retryAfter, status);
    }

    /// <summary>The error in an event of a stream.</summary>
    public static OrchestratorException Failure(JsonElement error, Guid id) =>
        ErrorCodes.Of(Text(error, "code") ?? ErrorCodes.Internal, Text(error, "message") ?? "The answer ended with an error.", id, TimeSpan.FromSeconds(1), status: null);

    private static (string? Code, string? Message) Read(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            return root.ValueKind != JsonValueKind.Object ? default
                : root.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object ? (Text(error, "code"), Text(error, "message"))
                : (Text(root, "code"), Text(root, "detail"));
        }
        catch (JsonException)
        {
            return default;
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static T? Known<T>(JsonElement task, string name, Func<JsonElement, T> read)
        where T : struct => task.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? read(value) : null;
}
