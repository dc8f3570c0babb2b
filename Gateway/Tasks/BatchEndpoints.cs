using System.Text.Json;
using Microsoft.Extensions.Options;

namespace Orchestrator.Gateway;

/// <summary>Many tasks in one request.</summary>
internal static class BatchEndpoints
{
    public static IEndpointRouteBuilder MapBatchEndpoints(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder batches = routes.MapGroup("/v1/tasks/batch").WithTags("Tasks").WithProblems(401, 429, 503);
        batches.MapPost("", Submit).WithName("SubmitBatch").WithSummary("Submit 1 to 1,000 tasks, all or none")
            .AcceptsJson<SubmitBatch>(Examples.Batch).WithHeaderParameter(IdempotencyKey.Header, "Repeating the request within 24 hours returns the first batch.")
            .WithProblems(400, 409, 413, 415).LimitsBody(options => options.MaxBatchBodyBytes);
        batches.MapGet("/{batchId:guid}", Get).WithName("GetBatch").WithSummary("How far a batch is").WithProblems(404);
        return routes;
    }

    private static async Task<Results<Accepted<BatchAccepted>, Ok<BatchAccepted>, ProblemResult>> Submit(
        HttpContext context, TaskSubmitter submitter, BatchSubmitter batches, IOptions<GatewayOptions> options)
    {
        Account account = RequestAccount.Current(context);
        var errors = new FieldErrors();
        var key = IdempotencyKey.Read(context.Request, errors);
        IReadOnlyList<TaskSubmission> tasks;
        string? hash = null;
        using (JsonBody body = await JsonBody.ReadAsync(context))
        {
            tasks = BatchRequestReader.Read(body.Root, account, options.Value.Callbacks, errors);
            if (errors.Any)
                return (ProblemResult)Problem.Validation(errors);
            if (key is not null)
                hash = body.Hash();
        }
        IdempotencyClaim claim = await submitter.ClaimAsync(account.Name, key, hash);
        if (claim.Conflict)
            return (ProblemResult)Problem.IdempotencyConflict();
        BatchReceipt receipt = await batches.SubmitAsync(claim.TaskId, tasks, hash);
        return receipt switch
        {
            { Refusal: { } refusal } => (ProblemResult)refusal,
            { AllExisted: true } when key is not null => TypedResults.Ok(receipt.Accepted),
            _ => TypedResults.Accepted($"/v1/tasks/batch/{claim.TaskId}", receipt.Accepted),
        };
    }

    private static async Task<Results<Ok<BatchProgress>, ProblemResult>> Get(Guid batchId, HttpContext context, GrainCalls calls) =>
        await calls.ReadAsync(batchId, static (calls, id) => calls.Query.Batch(id), context.RequestAborted) is { } batch
            ? TypedResults.Ok(batch.ToWire())
            : (ProblemResult)Problem.BatchNotFound(batchId);
}

/// <summary>Reads a batch: every task of it is checked before any is submitted.</summary>
internal static class BatchRequestReader
{
    private const int MostTasks = 1000;
    private static readonly FieldNames Fields = new("a batch", "tasks");

    public static IReadOnlyList<TaskSubmission> Read(JsonElement element, Account account, CallbackAddressPolicy? callbacks, FieldErrors errors)
    {
        if (Fields.Sort(element, "", errors) is not { } values)
            return [];
        JsonElement list = values[0];
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() is 0 or > MostTasks)
        {
            errors.Add("tasks", $"must be a list of 1 to {MostTasks} tasks, not {DescribeList(list)}");
            return [];
        }
        List<TaskSubmission> tasks = new(list.GetArrayLength());
        foreach (JsonElement item in list.EnumerateArray())
        {
            // A refused task still takes its place, so that the paths of later errors are right.
            tasks.Add(TaskRequestReader.Read(item, $"tasks[{tasks.Count}].", account, callbacks, errors)!);
            if (errors.IsFull)
                break;
        }
        return tasks;
    }

    private static string DescribeList(JsonElement list) => list.ValueKind switch
    {
        JsonValueKind.Undefined => "nothing",
        JsonValueKind.Array => $"{list.GetArrayLength()}",
        _ => JsonText.Describe(list),
    };
}
