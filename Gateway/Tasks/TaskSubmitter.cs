namespace Orchestrator.Gateway;

/// <summary>Hands tasks to their grains. A key that was claimed before its task was submitted heals when the client repeats the request.</summary>
internal sealed class TaskSubmitter(GrainCalls calls, TimeProvider time)
{
    /// <summary>A new id. Ids rise with time: a database that gets them at random touches a page of its index for each.</summary>
    public Guid NewId() => Guid.CreateVersion7(time.GetUtcNow());

    /// <summary>The id to submit under: a new one without a key, else the one the key stands for.</summary>
    /// <param name="account">Whose key it is.</param>
    /// <param name="key">The idempotency key; null for none.</param>
    /// <param name="requestHash">Hash of the body.</param>
    public async Task<IdempotencyClaim> ClaimAsync(string account, string? key, string? requestHash) => key is null
        ? new IdempotencyClaim(NewId(), Conflict: false)
        : await calls.RepeatableWriteAsync((account, key, requestHash), static (calls, claim) => calls.Idempotency(claim.account, claim.key).Claim(claim.requestHash!));

    /// <summary>Submits under <paramref name="id"/>; calling it again with the same submission does nothing more. The task grain logs it.</summary>
    public Task<SubmitReceipt> SubmitAsync(Guid id, TaskSubmission submission) =>
        calls.RepeatableWriteAsync((id, submission), static (calls, task) => calls.Task(task.id).Submit(task.submission));

    /// <summary>Submits under a new <paramref name="id"/> for a caller that hears nothing of the task before its answer.</summary>
    public async Task<SubmitReceipt> SubmitAsync(Guid id, TaskSubmission submission, Attendance attendance)
    {
        // From here on a request takes a long way on one thread. Measured: it costs a tenth less when all that came together have got this far first.
        await Task.Yield();
        TaskSubmission? first = submission with { Attendance = attendance };
        return await calls.RepeatableWriteAsync(id, (calls, id) =>
        {
            // A call without an answer may have begun the task: who repeats it asks for that one.
            (TaskSubmission? now, first) = (first, null);
            return now is null ? calls.Task(id).Submit(submission) : calls.Begin(id, now);
        });
    }
}
