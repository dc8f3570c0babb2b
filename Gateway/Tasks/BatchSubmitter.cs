using System.Buffers.Binary;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;

namespace Orchestrator.Gateway;

/// <summary>What became of a batch.</summary>
/// <param name="Accepted">The tasks, in the order they were sent.</param>
/// <param name="AllExisted">True when the whole batch was accepted before.</param>
/// <param name="Refusal">Why nothing was accepted; null when everything was.</param>
internal sealed record BatchReceipt(BatchAccepted? Accepted, bool AllExisted, Problem? Refusal);

/// <summary>Submits the tasks of a batch side by side. Ids follow from the batch's own, so that repeating a batch under its key submits nothing twice.</summary>
internal sealed class BatchSubmitter(TaskSubmitter submitter, GrainCalls calls, IOptions<GatewayOptions> options)
{
    public async Task<BatchReceipt> SubmitAsync(Guid batchId, IReadOnlyList<TaskSubmission> tasks, string? requestHash)
    {
        var receipts = new SubmitReceipt[tasks.Count];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Value.BatchConcurrency };
        await Parallel.ForAsync(0, tasks.Count, parallel, async (i, _) =>
        {
            if (Volatile.Read(ref receipts[0]) is not { Outcome: SubmitOutcome.Overloaded })
                receipts[i] = await submitter.SubmitAsync(TaskId(batchId, i), tasks[i] with { BatchId = batchId, RequestHash = requestHash });
        });
        if (Array.Find(receipts, receipt => receipt is null or { Outcome: SubmitOutcome.Overloaded or SubmitOutcome.Conflict }) is var refused
            && Array.Exists(receipts, receipt => receipt is null or { Outcome: SubmitOutcome.Overloaded or SubmitOutcome.Conflict }))
            return await RefuseAsync(receipts, refused ?? receipts[0], repeatable: requestHash is not null);
        return new BatchReceipt(
            new BatchAccepted(batchId, [.. receipts.Select(WireMapping.ToWire)]),
            Array.TrueForAll(receipts, receipt => receipt.Outcome == SubmitOutcome.Existing),
            Refusal: null);
    }

    /// <summary>All or nothing: what got in before the cluster was full is taken back, unless the client can repeat the request under its key.</summary>
    private async Task<BatchReceipt> RefuseAsync(SubmitReceipt?[] receipts, SubmitReceipt refused, bool repeatable)
    {
        if (!repeatable)
        {
            IEnumerable<Guid> accepted = receipts.Where(receipt => receipt?.Outcome is SubmitOutcome.Accepted or SubmitOutcome.Existing).Select(receipt => receipt!.TaskId);
            await Parallel.ForEachAsync(accepted, async (id, _) => await calls.WriteAsync(calls.Task(id).Cancel()));
        }
        return new BatchReceipt(
            Accepted: null,
            AllExisted: false,
            refused.Outcome == SubmitOutcome.Conflict ? Problem.IdempotencyConflict() : Problem.Overloaded(refused.RetryAfterSeconds));
    }

    private static Guid TaskId(Guid batchId, int index)
    {
        Span<byte> name = stackalloc byte[20];
        batchId.TryWriteBytes(name);
        BinaryPrimitives.WriteInt32BigEndian(name[16..], index);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(name, hash);
        // Version 8 of RFC 9562: an id whose making is the application's own.
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
