using System.Globalization;

namespace Orchestrator.Gateway;

/// <summary>What an OpenAI client can say in headers because its body has no field for it, and what it is told in headers.</summary>
internal static class CallerHeaders
{
    private const string TaskTypeHeader = "X-Task-Type", PriorityHeader = "X-Priority", MaxCostHeader = "X-Max-Cost-Usd", MaxLatencyHeader = "X-Max-Latency-Ms",
        TargetHeader = "X-Target", IncludeTaskHeader = "X-Include-Task";

    /// <summary>The submission with what the headers say; what is wrong goes to the errors.</summary>
    public static TaskSubmission Apply(TaskSubmission task, HttpContext context, FieldErrors errors)
    {
        IHeaderDictionary headers = context.Request.Headers;
        TaskType type = Enum(headers, TaskTypeHeader, task.Type, errors);
        if ((type == TaskType.Embedding) != (task.Type == TaskType.Embedding))
            errors.Add(TaskTypeHeader, "EMBEDDING goes with /v1/embeddings and with nothing else");
        task = task with
        {
            Type = type,
            Priority = Enum(headers, PriorityHeader, task.Priority, errors),
            MaxCostUsd = Cost(headers, errors),
            MaxLatencyMs = Latency(headers, errors),
            Target = headers.ContainsKey(TargetHeader) ? Enum(headers, TargetHeader, ComputeTarget.Cpu, errors) : null,
        };
        return AccountRules.Apply(task, RequestAccount.Current(context), PriorityHeader, "target", errors);
    }

    /// <summary>The task for the body of an answer, without what the answer says anyway; null unless the caller asked for it.</summary>
    public static TaskDetails? Included(IHeaderDictionary headers, TaskSnapshot task) =>
        bool.TryParse(headers[IncludeTaskHeader], out var wanted) && wanted ? task.ToWire() with { Result = null, Embedding = null } : null;

    /// <summary>Tells where the task went. The response must not have started.</summary>
    public static void Write(HttpResponse response, TaskSnapshot task)
    {
        response.Headers["X-Task-Id"] = task.Id.ToString();
        if (task.Decision is not { } decision)
            return;
        response.Headers["X-Routed-Target"] = WireNames.Of(decision.Target);
        response.Headers["X-Decision-Stage"] = WireNames.Of(decision.Stage);
        if (decision.Model.All(c => c is > ' ' and <= '~'))
            response.Headers["X-Routed-Model"] = decision.Model;
    }

    public static RouteHandlerBuilder WithCallerHeaders(this RouteHandlerBuilder endpoint) => endpoint
        .WithHeaderParameter(TaskTypeHeader, $"One of {WireNames.Allowed<TaskType>()}.")
        .WithHeaderParameter(PriorityHeader, $"One of {WireNames.Allowed<TaskPriority>()}.")
        .WithHeaderParameter(MaxCostHeader, "Hard cap on the cost, USD.")
        .WithHeaderParameter(MaxLatencyHeader, "Wanted latency, milliseconds.")
        .WithHeaderParameter(TargetHeader, $"Pins the target: one of {WireNames.Allowed<ComputeTarget>()}.")
        .WithHeaderParameter(IncludeTaskHeader, "true: the answer carries its task (decision, attempts, cost) beside what OpenAI's API defines.");

    private static T Enum<T>(IHeaderDictionary headers, string name, T otherwise, FieldErrors errors)
        where T : struct, Enum
    {
        if (!headers.TryGetValue(name, out var values))
            return otherwise;
        if (WireNames.TryParse(values.ToString(), out T value))
            return value;
        errors.Add(name, $"'{FieldText.Shorten(values.ToString())}' is not one of {WireNames.Allowed<T>()}");
        return otherwise;
    }

    private static decimal? Cost(IHeaderDictionary headers, FieldErrors errors)
    {
        if (!headers.TryGetValue(MaxCostHeader, out var values))
            return null;
        if (decimal.TryParse(values.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var cost) && cost > 0)
            return cost;
        errors.Add(MaxCostHeader, $"must be a number above 0, not '{FieldText.Shorten(values.ToString())}'");
        return null;
    }

    private static int? Latency(IHeaderDictionary headers, FieldErrors errors)
    {
        if (!headers.TryGetValue(MaxLatencyHeader, out var values))
            return null;
        if (int.TryParse(values.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var latency) && latency > 0)
            return latency;
        errors.Add(MaxLatencyHeader, $"must be a whole number from 1 to {int.MaxValue}, not '{FieldText.Shorten(values.ToString())}'");
        return null;
    }
}
