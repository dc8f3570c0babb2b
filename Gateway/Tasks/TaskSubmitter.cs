namespace Orchestrator.Gateway;

/// <summary>Hands tasks to their grains. A key that was claimed before its task was submitted heals when the client repeats the request.</summary>
internal sealed partial class TaskSubmitter(GrainCalls calls, ILogger<TaskSubmitter> logger)
{
    /// <summary>The id to submit under: a new one without a key, else the one the key stands for.</summary>
    /// <param name="account">Whose key it is.</param>
    /// <param name="key">The idempotency key; null for none.</param>
    /// <param name="requestHash">Hash of the body.</param>
    public async Task<IdempotencyClaim> ClaimAsync(string account, string? key, string? requestHash) => key is null
        ? new IdempotencyClaim(Guid.NewGuid(), Conflict: false)
        : await calls.RepeatableWriteAsync((account, key, requestHash), static (calls, claim) => calls.Idempotency(claim.account, claim.key).Claim(claim.requestHash!));

    /// <summary>Submits under <paramref name="id"/>; calling it again with the same submission does nothing more.</summary>
    public async Task<SubmitReceipt> SubmitAsync(Guid id, TaskSubmission submission)
    {
        SubmitReceipt receipt = await calls.RepeatableWriteAsync((id, submission), static (calls, task) => calls.Task(task.id).Submit(task.submission));
        if (receipt.Outcome == SubmitOutcome.Accepted && logger.IsEnabled(LogLevel.Information))
        {
            using (logger.BeginScope(new TaskLogScope(id)))
                LogSubmitted(submission.Account, WireNames.Of(submission.Type), WireNames.Of(submission.Priority));
        }
        return receipt;
    }

    [LoggerMessage(5020, LogLevel.Information, "{Account} submitted a {Priority} {TaskType} task", EventName = "task.submitted")]
    private partial void LogSubmitted(string account, string taskType, string priority);
}
