using System.Globalization;
using Microsoft.Extensions.AI;

namespace Orchestrator.Client;

/// <summary>Task options in, and routed tasks out of, the additional properties that Microsoft.Extensions.AI carries along.</summary>
public static class TaskProperties
{
    /// <summary>Name of the task type: a <see cref="TaskType"/> or its wire name.</summary>
    public const string TaskTypeName = "orchestrator.task_type";

    /// <summary>Name of the priority: a <see cref="TaskPriority"/> or its wire name.</summary>
    public const string PriorityName = "orchestrator.priority";

    /// <summary>Name of the cap on the cost, USD: a number or its text.</summary>
    public const string MaxCostName = "orchestrator.max_cost_usd";

    /// <summary>Name of the wanted latency, milliseconds: a number or its text.</summary>
    public const string MaxLatencyName = "orchestrator.max_latency_ms";

    /// <summary>Name of the target: a <see cref="ComputeTarget"/> or its wire name.</summary>
    public const string TargetName = "orchestrator.target";

    /// <summary>Name under which an answer carries its <see cref="RoutedTask"/>.</summary>
    public const string RoutedTaskName = "orchestrator.task";

    /// <summary>The same options with what is said of the task.</summary>
    /// <param name="options">Options of a chat; they are changed and returned.</param>
    /// <param name="task">What is said; null fields leave what was said before.</param>
    public static ChatOptions WithTask(this ChatOptions options, TaskOptions task)
    {
        ArgumentNullException.ThrowIfNull(options);
        Write(options.AdditionalProperties ??= [], task);
        return options;
    }

    /// <summary>The same options with what is said of the task.</summary>
    /// <param name="options">Options of an embedding; they are changed and returned.</param>
    /// <param name="task">What is said; null fields leave what was said before.</param>
    public static EmbeddingGenerationOptions WithTask(this EmbeddingGenerationOptions options, TaskOptions task)
    {
        ArgumentNullException.ThrowIfNull(options);
        Write(options.AdditionalProperties ??= [], task);
        return options;
    }

    /// <summary>The task a response was; null when it is not one of this client's.</summary>
    /// <param name="response">A response.</param>
    public static RoutedTask? GetRoutedTask(this ChatResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        // A stream that was put together keeps the properties of its updates at the message.
        return Find(response.AdditionalProperties) ?? response.Messages.Select(message => Find(message.AdditionalProperties)).LastOrDefault(task => task is not null);
    }

    /// <summary>The task of a streamed answer; null on every update but the last.</summary>
    /// <param name="update">An update.</param>
    public static RoutedTask? GetRoutedTask(this ChatResponseUpdate update)
    {
        ArgumentNullException.ThrowIfNull(update);
        return Find(update.AdditionalProperties);
    }

    /// <summary>The task that made a vector; null when it is not one of this client's.</summary>
    /// <param name="embedding">A vector.</param>
    public static RoutedTask? GetRoutedTask(this Embedding embedding)
    {
        ArgumentNullException.ThrowIfNull(embedding);
        return Find(embedding.AdditionalProperties);
    }

    /// <summary>What the properties say, over what is said for every task.</summary>
    /// <exception cref="InvalidTaskException">A property has a value that is not allowed.</exception>
    internal static TaskOptions Read(AdditionalPropertiesDictionary? properties, TaskOptions usual) => properties is null ? usual : new TaskOptions
    {
        TaskType = Enum<TaskType>(properties, TaskTypeName) ?? usual.TaskType,
        Priority = Enum<TaskPriority>(properties, PriorityName) ?? usual.Priority,
        MaxCostUsd = Number(properties, MaxCostName) ?? usual.MaxCostUsd,
        MaxLatencyMs = Whole(properties, MaxLatencyName) ?? usual.MaxLatencyMs,
        Target = Enum<ComputeTarget>(properties, TargetName) ?? usual.Target,
    };

    private static void Write(AdditionalPropertiesDictionary properties, TaskOptions task)
    {
        ArgumentNullException.ThrowIfNull(task);
        Set(TaskTypeName, task.TaskType);
        Set(PriorityName, task.Priority);
        Set(MaxCostName, task.MaxCostUsd);
        Set(MaxLatencyName, task.MaxLatencyMs);
        Set(TargetName, task.Target);

        void Set<T>(string name, T? value)
            where T : struct
        {
            if (value is { } known)
                properties[name] = known;
        }
    }

    private static RoutedTask? Find(AdditionalPropertiesDictionary? properties) =>
        properties is not null && properties.TryGetValue(RoutedTaskName, out var value) ? value as RoutedTask : null;

    private static T? Enum<T>(AdditionalPropertiesDictionary properties, string name)
        where T : struct, Enum
    {
        if (!properties.TryGetValue(name, out var value) || value is null)
            return null;
        return value is T known ? known
            : WireNames.TryParse(Text(value), out T parsed) ? parsed
            : throw InvalidTaskException.Of(name, value, $"one of {WireNames.Allowed<T>()}");
    }

    private static decimal? Number(AdditionalPropertiesDictionary properties, string name)
    {
        if (!properties.TryGetValue(name, out var value) || value is null)
            return null;
        return decimal.TryParse(Text(value), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : throw InvalidTaskException.Of(name, value, "a number above 0");
    }

    private static int? Whole(AdditionalPropertiesDictionary properties, string name)
    {
        if (!properties.TryGetValue(name, out var value) || value is null)
            return null;
        return int.TryParse(Text(value), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw InvalidTaskException.Of(name, value, "a whole number above 0");
    }

    private static string Text(object value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
