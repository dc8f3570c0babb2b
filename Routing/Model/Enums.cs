namespace Orchestrator.Routing;

/// <summary>What a task asks for.</summary>
public enum TaskType
{
    Chat,
    Summarization,
    Classification,
    Embedding,
    Reasoning,
    BatchSummarization,
}

/// <summary>How urgent a task is. The order matters: a higher value is served first.</summary>
public enum TaskPriority
{
    Low,
    Normal,
    High,
    Urgent,
}

/// <summary>Where a task may run.</summary>
public enum ComputeTarget
{
    Gpu,
    Cpu,
    Quantized,
    Cloud,
}

/// <summary>The stage that took a decision.</summary>
public enum DecisionStage
{
    RuleBased,
    Scored,
    Ml,
    Bandit,
    Pinned,
}

/// <summary>The stage an operator selects for the cluster. Each falls to the one before it where it cannot decide.</summary>
public enum RoutingStage
{
    Rule,
    Scored,
    Ml,
    Bandit,
}

/// <summary>Where a task stands in its life. The last three are terminal and never left.</summary>
public enum TaskState
{
    Pending,
    Routing,
    Executing,
    Completed,
    Failed,
    Cancelled,
}

/// <summary>What went wrong at an engine, in the orchestrator's own terms, whichever client library reported it.</summary>
public enum EngineFault
{
    /// <summary>No connection, or it was refused.</summary>
    Unreachable,

    /// <summary>The engine is up but takes no more work now.</summary>
    Busy,

    /// <summary>Too many requests in the window; <c>retry after</c> says when to come back.</summary>
    RateLimited,

    /// <summary>A quota (per day, per month, prepaid) is spent.</summary>
    QuotaExhausted,

    /// <summary>The engine does not have the model.</summary>
    ModelMissing,

    /// <summary>The prompt does not fit the model's context window.</summary>
    TooLong,

    /// <summary>A safety filter refused the prompt or the answer.</summary>
    Refused,

    /// <summary>The key is missing, wrong or not permitted.</summary>
    Unauthorized,

    /// <summary>The engine ran out of memory.</summary>
    OutOfMemory,

    /// <summary>The engine answered with an error of its own, or broke off in the middle of an answer.</summary>
    Broken,

    /// <summary>No token in the idle limit, or no end in the total limit.</summary>
    TimedOut,

    /// <summary>The engine rejected the request as malformed.</summary>
    BadRequest,

    /// <summary>The request asks for something this engine cannot do, such as tools; another may.</summary>
    Unsupported,
}
