using Microsoft.Extensions.Logging;

namespace Orchestrator.Grains;

internal sealed partial class TaskRun
{
    private static partial class Log
    {
        [LoggerMessage(3010, LogLevel.Information, "task.routed {task_id} to {target} ({model}) by {stage}", EventName = "task.routed")]
        public static partial void Routed(ILogger logger, Guid task_id, string target, string model, string stage);

        [LoggerMessage(3011, LogLevel.Information, "worker.completed {task_id} {status} after {latency_ms} ms {error_code}", EventName = "worker.completed")]
        public static partial void Finished(ILogger logger, Guid task_id, string status, double latency_ms, string error_code);

        [LoggerMessage(3012, LogLevel.Warning, "task.attempt_lost {task_id}: silo {silo} went away: {reason}", EventName = "task.attempt_lost")]
        public static partial void AttemptLost(ILogger logger, Guid task_id, string silo, string reason);

        [LoggerMessage(3013, LogLevel.Warning, "task.router_unavailable {task_id}: {reason}", EventName = "task.router_unavailable")]
        public static partial void RouterUnavailable(ILogger logger, Guid task_id, string reason);

        [LoggerMessage(3014, LogLevel.Warning, "task.store_unavailable {task_id}: {reason}", EventName = "task.store_unavailable")]
        public static partial void StoreUnavailable(ILogger logger, Guid task_id, string reason);

        [LoggerMessage(3015, LogLevel.Warning, "task.fenced_off {task_id}: another owner has written past version {version}", EventName = "task.fenced_off")]
        public static partial void FencedOff(ILogger logger, Guid task_id, long version);

        [LoggerMessage(3016, LogLevel.Information, "task.handed_on {task_id}: this silo goes away before the task's end", EventName = "task.handed_on")]
        public static partial void Abandoned(ILogger logger, Guid task_id);

        [LoggerMessage(3017, LogLevel.Error, "task.unexpected {task_id}", EventName = "task.unexpected")]
        public static partial void Unexpected(ILogger logger, Guid task_id, Exception exception);

        [LoggerMessage(3018, LogLevel.Warning, "task.budget_unavailable {task_id}: {reason}", EventName = "task.budget_unavailable")]
        public static partial void BudgetUnavailable(ILogger logger, Guid task_id, string reason);

        [LoggerMessage(3019, LogLevel.Information, "task.hedged {task_id}: no token from {target} within {limit_ms} ms, {second} tries as well", EventName = "task.hedged")]
        public static partial void Hedged(ILogger logger, Guid task_id, string target, double limit_ms, string second);

        [LoggerMessage(3020, LogLevel.Debug, "task.not_hedged {task_id}: {reason}", EventName = "task.not_hedged")]
        public static partial void NotHedged(ILogger logger, Guid task_id, string reason);
    }
}
