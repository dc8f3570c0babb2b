using System.Globalization;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace Orchestrator.Client;

/// <summary>Over the HTTP API's OpenAI-compatible endpoints, which take conversations; headers say what those have no field for.</summary>
internal sealed class HttpTransport : ITransport
{
    private const int MostTexts = 2048;

    private readonly HttpClient _http;

    public HttpTransport(Uri address, string apiKey, HttpMessageHandler? handler)
    {
        _http = handler is null ? new HttpClient() : new HttpClient(handler, disposeHandler: false);
        // A base address that does not end in a slash would lose its last segment.
        _http.BaseAddress = address.AbsoluteUri.EndsWith('/') ? address : new Uri(address.AbsoluteUri + "/");
        _http.Timeout = Timeout.InfiniteTimeSpan;
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", apiKey);
        _http.DefaultRequestHeaders.Add("X-Include-Task", "true");
    }

    public Uri? Address => _http.BaseAddress;

    public async Task<Answer> AskAsync(TaskSubmission task, CancellationToken cancellationToken)
    {
        using var response = await SendAsync("v1/chat/completions", HttpBodies.Chat(task, stream: false), task, cancellationToken);
        using var body = await ReadAsync(response, cancellationToken);
        return HttpAnswers.Whole(body.RootElement);
    }

    public async IAsyncEnumerable<AnswerPart> StreamAsync(TaskSubmission task, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var response = await SendAsync("v1/chat/completions", HttpBodies.Chat(task, stream: true), task, cancellationToken);
        var id = HttpAnswers.TaskIdOf(response) ?? Guid.Empty;
        var answer = new StreamedAnswer(id);
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var events = SseParser.Create(body).EnumerateAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using (events.ConfigureAwait(false))
        {
            while (await NextAsync(events, id, cancellationToken))
            {
                if (answer.Hear(events.Current.Data) is not { } part)
                    continue;
                yield return part;
                if (part.End is not null)
                    yield break;
            }
        }

        throw new AnswerBrokenOffException("The connection ended in the middle of the answer.", id);
    }

    public async Task<IReadOnlyList<EmbeddedText>> EmbedAsync(IReadOnlyList<TaskSubmission> texts, CancellationToken cancellationToken)
    {
        List<EmbeddedText> vectors = new(texts.Count);
        foreach (var some in texts.Chunk(MostTexts))
        {
            using var response = await SendAsync("v1/embeddings", HttpBodies.Embeddings(some), some[0], cancellationToken);
            using var body = await ReadAsync(response, cancellationToken);
            vectors.AddRange(HttpAnswers.Vectors(body.RootElement));
        }

        return vectors;
    }

    public void Dispose() => _http.Dispose();

    /// <summary>Sends, and returns once the answer begins. It begins well.</summary>
    private async Task<HttpResponseMessage> SendAsync(string path, byte[] body, TaskSubmission task, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", Encoding.UTF8.WebName);
        if (task.Type is not (TaskType.Chat or TaskType.Embedding))
            request.Headers.Add("X-Task-Type", WireNames.Of(task.Type));
        request.Headers.Add("X-Priority", WireNames.Of(task.Priority));
        if (task.MaxCostUsd is { } cost)
            request.Headers.Add("X-Max-Cost-Usd", cost.ToString(CultureInfo.InvariantCulture));
        if (task.MaxLatencyMs is { } latency)
            request.Headers.Add("X-Max-Latency-Ms", latency.ToString(CultureInfo.InvariantCulture));
        if (task.Target is { } target)
            request.Headers.Add("X-Target", WireNames.Of(target));
        HttpResponseMessage response;
        try
        {
            response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        catch (HttpRequestException exception)
        {
            throw new OrchestratorUnavailableException($"{_http.BaseAddress} cannot be reached.", inner: exception);
        }

        if (response.IsSuccessStatusCode)
            return response;
        using (response)
            throw await HttpAnswers.FailureAsync(response, cancellationToken);
    }

    private static async Task<JsonDocument> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            return await JsonDocument.ParseAsync(body, default, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or JsonException)
        {
            throw new OrchestratorUnavailableException("The connection broke in the middle of the answer.", HttpAnswers.TaskIdOf(response), exception);
        }
    }

    private static async ValueTask<bool> NextAsync(IAsyncEnumerator<SseItem<string>> events, Guid id, CancellationToken cancellationToken)
    {
        try
        {
            return await events.MoveNextAsync();
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new AnswerBrokenOffException("The connection broke in the middle of the answer.", id, exception);
        }
    }
}
