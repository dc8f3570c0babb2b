using Microsoft.Extensions.Options;

namespace Orchestrator.Gateway;

/// <summary>Embeds many texts, each as a task of its own.</summary>
internal sealed class EmbeddingRunner(TaskSubmitter submitter, OpenAiTasks tasks, IOptions<GatewayOptions> options)
{
    /// <summary>The finished tasks in the order of the texts, or why there are none. When one fails, or the client goes away, the others are cancelled.</summary>
    public async Task<(TaskSnapshot[] Finished, Problem? Problem)> RunAsync(IReadOnlyList<TaskSubmission> texts, CancellationToken cancellationToken)
    {
        var finished = new TaskSnapshot[texts.Count];
        Problem? problem = null;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Value.BatchConcurrency, CancellationToken = stop.Token };
        try
        {
            await Parallel.ForAsync(0, texts.Count, parallel, async (i, cancelled) =>
            {
                SubmitReceipt receipt = await submitter.SubmitAsync(submitter.NewId(), texts[i], Attendance.AwaitsAnswer);
                Problem? failed = null;
                if (receipt.Outcome == SubmitOutcome.Overloaded)
                    failed = Problem.Overloaded(receipt.RetryAfterSeconds);
                else if ((finished[i] = receipt.Finished ?? await tasks.FinishAsync(receipt.TaskId, cancelled)) is { State: not TaskState.Completed } task)
                    failed = await tasks.ProblemOfAsync(task);
                if (failed is not null)
                {
                    Interlocked.CompareExchange(ref problem, failed, null);
                    await stop.CancelAsync();
                }
            });
        }
        catch (OperationCanceledException) when (problem is not null && !cancellationToken.IsCancellationRequested)
        {
            // The first failure stopped the rest; it is the answer.
        }
        return (finished, problem);
    }
}
