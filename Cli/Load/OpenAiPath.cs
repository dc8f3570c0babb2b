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
            if (stream)
                await FollowAsync(tally, content, since, cancellation);
            else
            {
                await content.CopyToAsync(Stream.Null, cancellation);
                tally.Completed(since, null);
            }

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

    private static async Task FollowAsync(LoadTally tally, Stream content, long since, CancellationToken cancellation)
    {
        TimeSpan? firstToken = null;
        await foreach (var item in SseParser.Create(content).EnumerateAsync(cancellation))
        {
            if (item.Data == End)
            {
                tally.Completed(since, firstToken);
                return;
            }

            var chunk = JsonSerializer.Deserialize(item.Data, LoadJson.Default.LoadedChunk)!;
            if (chunk.Error is not null)
                break;
            if (chunk.Choices is [{ Delta.Content.Length: > 0 }, ..])
                firstToken ??= Stopwatch.GetElapsedTime(since);
        }

        // An error event, or an end without the mark of one.
        tally.Failed();
    }
}
