using System.Runtime.CompilerServices;

namespace Orchestrator.Client;

/// <summary>Straight to the task grains, without HTTP.</summary>
internal sealed class ClusterTransport(IGrainFactory grains, TimeProvider time) : ITransport
{
    private const int ConcurrentTexts = 16, OneWaitMs = 10_000;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly ClusterCalls _calls = new(time);

    public Uri? Address => null;

    public async Task<Answer> AskAsync(TaskSubmission task, CancellationToken cancellationToken) =>
        SnapshotAnswers.Of(await RunAsync(task, cancellationToken));

    public async IAsyncEnumerable<AnswerPart> StreamAsync(TaskSubmission task, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var id = NewId();
        var grain = await SubmitAsync(id, task, cancellationToken);
        var told = new ToldAnswer(id);
        try
        {
            while (true)
            {
                var events = grain.Watch(told.LastSequence, cancellationToken).GetAsyncEnumerator(cancellationToken);
                await using (events.ConfigureAwait(false))
                {
                    while (await NextAsync(events, cancellationToken))
                    {
                        if (told.Hear(events.Current) is not { } part)
                            continue;
                        yield return part;
                        if (part.End is not null)
                            yield break;
                    }
                }

                // The silo that told it went away, or the task ended elsewhere.
                if (told.Catch(await ReadAsync(grain, id, cancellationToken)) is { } last)
                {
                    if (last.Text is not null)
                        yield return last with { End = null };
                    yield return last with { Text = null };
                    yield break;
                }

                await Task.Delay(Pause, time, cancellationToken);
            }
        }
        finally
        {
            if (!told.IsOver)
                await CancelAsync(grain);
        }
    }

    public async Task<IReadOnlyList<EmbeddedText>> EmbedAsync(IReadOnlyList<TaskSubmission> texts, CancellationToken cancellationToken)
    {
        var vectors = new EmbeddedText[texts.Count];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = ConcurrentTexts, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, texts.Count, parallel, async (i, cancelled) => vectors[i] = SnapshotAnswers.VectorOf(await RunAsync(texts[i], cancelled)));
        return vectors;
    }

    public void Dispose()
    {
    }

    // Rising with time, as the gateway's are: a database that gets ids at random touches a page of its index for each.
    private Guid NewId() => Guid.CreateVersion7(time.GetUtcNow());

    private async Task<TaskSnapshot> RunAsync(TaskSubmission task, CancellationToken cancellationToken)
    {
        var id = NewId();
        var grain = await SubmitAsync(id, task, cancellationToken);
        try
        {
            while (true)
            {
                var now = await _calls.RepeatAsync(() => grain.Get(OneWaitMs), TimeSpan.FromMilliseconds(OneWaitMs), cancellationToken);
                if (now is null or { IsTerminal: true })
                    return now ?? throw Gone(id);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await CancelAsync(grain);
            throw;
        }
    }

    private async Task<ITaskGrain> SubmitAsync(Guid id, TaskSubmission task, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var grain = grains.GetGrain<ITaskGrain>(id);
        // Not ended by the token: half a submission would leave a task that nobody waits for.
        var receipt = await _calls.RepeatAsync(() => grain.Submit(task), TimeSpan.Zero, CancellationToken.None);
        return receipt.Outcome == SubmitOutcome.Overloaded
            ? throw new OverloadedException("Too many unfinished tasks; nothing was accepted.", TimeSpan.FromSeconds(receipt.RetryAfterSeconds))
            : grain;
    }

    private async Task<TaskSnapshot> ReadAsync(ITaskGrain grain, Guid id, CancellationToken cancellationToken) =>
        await _calls.RepeatAsync(() => grain.Get(0), TimeSpan.Zero, cancellationToken) ?? throw Gone(id);

    private async Task CancelAsync(ITaskGrain grain)
    {
        try
        {
            await _calls.RepeatAsync(grain.Cancel, TimeSpan.Zero, CancellationToken.None);
        }
        catch (OrchestratorUnavailableException)
        {
            // The caller has gone already; the task's own limits end it.
        }
    }

    private static async ValueTask<bool> NextAsync(IAsyncEnumerator<TaskEvent> events, CancellationToken cancellationToken)
    {
        try
        {
            return await events.MoveNextAsync();
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && ClusterCalls.IsPassing(exception))
        {
            return false;
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
    }

    private static OrchestratorException Gone(Guid id) => new(ErrorCodes.Internal, $"Task {id} was accepted and is not there.", id);
}
