using Microsoft.Extensions.Logging;

namespace Orchestrator.Grains.Stores;

internal sealed partial class GroupCommitter
{
    [LoggerMessage(4000, LogLevel.Warning, "The database is away ({Reason}); {Writes} writes wait and are tried again in {BackoffMs} ms")]
    private partial void LogDatabaseAway(string reason, int writes, double backoffMs);

    [LoggerMessage(4001, LogLevel.Warning, "A batch of {Writes} writes was refused ({Reason}); each is tried on its own")]
    private partial void LogBatchRefused(string reason, int writes);

    [LoggerMessage(4002, LogLevel.Error, "The database refused a write")]
    private partial void LogWriteRefused(Exception error);
}
