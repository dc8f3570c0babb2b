using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json;

namespace Orchestrator.Cli;

/// <summary>
/// <c>POST /v1/chat/completions</c>, whole or streamed, as an OpenAI client sends it. A task is accepted when the answer's headers are here; what stands in
/// the books is read when the clock has stopped, so that looking costs the server nothing while it is measured.
/// </summary>
internal sealed class OpenAiPath(ApiClient client, bool stream) : ILoadPath
{
    private const string TaskId = "X-Task-Id";
    private const string End = "[DONE]";
    private const int LooksAtOnce = 16;

    private readonly ConcurrentQueue<(LoadTally Tally, Guid Id, string Mark)> _answered = new();

    public byte[] Body(string run, int number) => LoadPrompts.Chat(run, number, stream);

    public async Task RunAsync(LoadTally tally, byte[] body, string mark, long since, CancellationToken cancellation)
    {
        using var response = await client.ChatAsync(body, cancellation);
        if (!response.Headers.TryGetValues(TaskId, out var ids) || !Guid.TryParse(ids.First(), out var id))
            throw new ApiException($"The answer has no {TaskId}: {client.Address} is not an orchestrator.", response.StatusCode);
        tally.Accepted(id, since);
        try
        {
            await using var content = await response.Content.ReadAsStreamAsync(cancellation);
            TimeSpan? firstToken = null;
            if (!stream)
                await content.CopyToAsync(Stream.Null, cancellation);
            else if (!await IsWholeAsync(content, () => firstToken ??= Stopwatch.GetElapsedTime(since), cancellation))
            {
                // Counted once: what the books say of it is not asked.
                tally.Failed();
                return;
            }

            tally.Completed(since, firstToken);
            _answered.Enqueue((tally, id, mark));
        }
        catch (Exception error) when (error is IOException or HttpRequestException or JsonException)
        {
            tally.Failed();
        }
    }

    public Task CheckAsync(LoadTally tally, CancellationToken cancellation) => Parallel.ForEachAsync(
        _answered.Where(answer => answer.Tally == tally), new ParallelOptions { MaxDegreeOfParallelism = LooksAtOnce, CancellationToken = cancellation }, async (answer, token) =>
        {
            try
            {
                tally.Judged(await client.WaitAsync(answer.Id, LoadJson.Default.LoadedTask, token), answer.Mark);
            }
            catch (ApiException error) when (error.Status == HttpStatusCode.NotFound)
            {
                tally.Lost();
            }
        });

    /// <summary>Reads a stream to its mark; false for one that ends without it, or with an error event.</summary>
    private static async Task<bool> IsWholeAsync(Stream content, Action spoke, CancellationToken cancellation)
    {
        await foreach (var item in SseParser.Create(content).EnumerateAsync(cancellation))
        {
            if (item.Data == End)
                return true;
            var chunk = JsonSerializer.Deserialize(item.Data, LoadJson.Default.LoadedChunk)!;
            if (chunk.Error is not null)
                return false;
            if (chunk.Choices is [{ Delta.Content.Length: > 0 }, ..])
                spoke();
        }

        return false;
    }
}
