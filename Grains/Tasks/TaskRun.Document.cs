using Orchestrator.Grains.Stores;

namespace Orchestrator.Grains;

/// <summary>A document that is too long for one call: piece by piece, each durable before the next begins.</summary>
internal sealed partial class TaskRun
{
    private readonly List<SummaryChunk> _chunks = [];

    private async Task SummariseAsync(LongDocument document)
    {
        await BeDurableAsync();
        var known = (await ReadChunksAsync()).ToDictionary(chunk => (chunk.Level, chunk.Position));
        IReadOnlyList<string> texts = document.Chunks;
        for (var level = 0; level == 0 || texts.Count > 1; level++)
        {
            if (level == 0)
                Snapshot = Snapshot with { Progress = new TaskProgress(0, texts.Count) };
            if (await SummariseLevelAsync(document, level, texts, known) is not { } summaries)
                return;
            texts = document.Combine(summaries);
        }

        _step = Step(document.Step(texts[0], isLast: true), Snapshot.Attempts.Count);
        if (await RunStepAsync(new TriedTargets([])) is { } answer)
            await CompleteAsync(answer.Decision, answer.End);
    }

    /// <summary>The summaries of a level; null when the task is over, or another's.</summary>
    private async Task<IReadOnlyList<string>?> SummariseLevelAsync(
        LongDocument document, int level, IReadOnlyList<string> texts, Dictionary<(int Level, int Position), SummaryChunk> known)
    {
        var summaries = new string[texts.Count];
        for (var position = 0; position < summaries.Length; position++)
        {
            var source = LongDocument.Fingerprint(texts[position]);
            // A piece that was finished before a crash, unless other settings cut the text differently then.
            var isKnown = known.TryGetValue((level, position), out var chunk) && chunk.Source == source;
            if (!isKnown && (chunk = await SummariseChunkAsync(document.Step(texts[position], isLast: false), level, position, source)) is null)
                return null;
            _chunks.Add(chunk!);
            summaries[position] = chunk!.Summary;
            if (level == 0)
                Snapshot = Snapshot with { Progress = new TaskProgress(position + 1, texts.Count) };
        }

        return summaries;
    }

    /// <summary>Runs one piece and makes it durable; null when the task is over, or another's.</summary>
    private async Task<SummaryChunk?> SummariseChunkAsync(TaskSubmission submission, int level, int position, string source)
    {
        _stop.Token.ThrowIfCancellationRequested();
        if (Age > _services.Options.TaskTimeout)
        {
            await FailAsync(TaskErrorCodes.Timeout, $"The document took longer than {_services.Options.TaskTimeoutSec:0} s; {_chunks.Count} pieces are done.");
            return null;
        }

        _step = Step(submission, Snapshot.Attempts.Count, speaks: false);
        if (await RunStepAsync(new TriedTargets([])) is not { } answer)
            return null;
        var result = answer.End.Result!;
        var chunk = new SummaryChunk(level, position, source, answer.End.Text, result.InputTokens, result.OutputTokens, answer.End.CostUsd, result.Simulated);
        if (await SaveChunkAsync(chunk))
            return chunk;
        IsFencedOff = true;
        Log.FencedOff(_services.Logger, Snapshot.Id, Snapshot.Version);
        return null;
    }

    private Task<bool> SaveChunkAsync(SummaryChunk chunk) => WithStoreAsync(() => _services.Store.SaveChunkAsync(Snapshot.Id, Snapshot.Version, chunk));

    private Task<IReadOnlyList<SummaryChunk>> ReadChunksAsync() => WithStoreAsync(() => _services.Store.ReadChunksAsync(Snapshot.Id, _stop.Token));

    /// <summary>What is paid for is not thrown away because the database is away for a while.</summary>
    private async Task<T> WithStoreAsync<T>(Func<Task<T>> call)
    {
        for (var pause = RetryPause; ; pause = Longer(pause))
        {
            try
            {
                return await call();
            }
            catch (UnavailableException exception)
            {
                Log.StoreUnavailable(_services.Logger, Snapshot.Id, exception.Message);
                await Task.Delay(pause, _services.Time, _stop.Token);
            }
        }
    }
}
