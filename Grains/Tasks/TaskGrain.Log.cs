using Microsoft.Extensions.Logging;

namespace Orchestrator.Grains;

internal sealed partial class TaskGrain
{
    private static partial class Log
    {
        [LoggerMessage(3000, LogLevel.Information, "task.submitted {task_id} {task_type} {priority} by {account}", EventName = "task.submitted")]
        public static partial void Submitted(ILogger logger, Guid task_id, string task_type, string priority, string account);

        [LoggerMessage(3001, LogLevel.Information, "task.resumed {task_id}, owned before by {owner}", EventName = "task.resumed")]
        public static partial void Resumed(ILogger logger, Guid task_id, string owner);
    }
}
