using Orchestrator.Engines;

namespace Orchestrator.Grains;

/// <summary>One attempt on one engine: wait for a slot, run, measure. A fault is a result, not an exception.</summary>
internal sealed class AttemptRun(RegisteredEngine engine, AttemptRequest request, AttemptUpdates updates, TimeProvider time)
{
    private readonly long _arrived = time.GetTimestamp();
    private long _started;
    private double? _firstTokenMs;

    public async Task<AttemptResult> RunAsync(AdmissionQueue queue, CancellationToken cancellationToken)
    {
        try
        {
            using var slot = await queue.EnterAsync(request.Submission.Priority, request.Submission.Account, cancellationToken);
            _started = time.GetTimestamp();
            if (slot is null)
                return Failed(EngineFault.Busy, $"The queue of engine '{engine.Engine.Options.Name}' is full.");
            updates.Start();
            return await CallAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Measured(new AttemptResult { Cancelled = true });
        }
    }

    /// <summary>One call through the circuit, which learns how it ended.</summary>
    private async Task<AttemptResult> CallAsync(CancellationToken cancellationToken)
    {
        if (engine.Circuit.TryEnter() is not { } pass)
            return Failed(EngineFault.Unreachable, engine.Circuit.Status.Detail ?? "The engine is held back after faults.");
        try
        {
            var result = request.Submission.Type == TaskType.Embedding
                ? await EmbedAsync(cancellationToken)
                : await GenerateAsync(cancellationToken);
            pass.Succeed();
            return result;
        }
        catch (EngineException exception)
        {
            pass.Fail(exception);
            return Failed(exception.Fault, exception.Message);
        }
        catch
        {
            pass.Abandon();
            throw;
        }
    }

    private async Task<AttemptResult> GenerateAsync(CancellationToken cancellationToken)
    {
        EngineCompletion? completion = null;
        await foreach (var update in engine.Engine.GenerateAsync(EngineRequests.From(request), cancellationToken))
        {
            completion = update.Completion;
            if (update.Text is not { Length: > 0 })
                continue;
            _firstTokenMs ??= time.GetElapsedTime(_started).TotalMilliseconds;
            updates.Add(new AttemptUpdate(update.Text, false, null));
        }

        if (completion is null)
            throw new EngineException(EngineFault.Broken, "The engine ended its answer without saying why.");
        return Measured(new AttemptResult
        {
            InputTokens = completion.InputTokens,
            OutputTokens = completion.OutputTokens,
            LoadMs = completion.LoadMs,
            FinishReason = completion.FinishReason,
            ToolCallsJson = completion.ToolCallsJson,
        });
    }

    private async Task<AttemptResult> EmbedAsync(CancellationToken cancellationToken)
    {
        var submission = request.Submission;
        var embedding = await engine.Engine.EmbedAsync(
            new EngineEmbeddingRequest(request.TaskId, request.Model, submission.InputText, submission.Options?.Dimensions), cancellationToken);
        return Measured(new AttemptResult
        {
            Embedding = embedding.Vector,
            InputTokens = embedding.InputTokens,
            OutputTokens = 0,
            LoadMs = embedding.LoadMs,
            FinishReason = "stop",
        });
    }

    private AttemptResult Failed(EngineFault fault, string message) => Measured(new AttemptResult { Fault = fault, Error = message });

    private AttemptResult Measured(AttemptResult result) => result with
    {
        Simulated = engine.Engine.IsSimulated,
        QueueMs = time.GetElapsedTime(_arrived, _started == 0 ? time.GetTimestamp() : _started).TotalMilliseconds,
        ServiceMs = _started == 0 ? 0 : time.GetElapsedTime(_started).TotalMilliseconds,
        TimeToFirstTokenMs = _firstTokenMs,
    };
}
