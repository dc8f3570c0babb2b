using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Orchestrator.Cli;

/// <summary>An answer of the server: read, and as it came.</summary>
internal readonly record struct Answer<T>(T Value, byte[] Body)
{
    public string Json => Encoding.UTF8.GetString(Body);
}

/// <summary>The HTTP API. Every method throws <see cref="ApiException"/> when the server cannot be reached or refuses. Thread-safe.</summary>
internal sealed class ApiClient : IDisposable
{
    private const int LongestWaitMs = 20_000;

    private readonly HttpClient _http;

    /// <param name="address">Where the API listens.</param>
    /// <param name="key">The API key.</param>
    public ApiClient(Uri address, string key)
    {
        // One pool for everything, with as many connections as there are concurrent requests.
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(5) })
        {
            BaseAddress = address,
            Timeout = TimeSpan.FromSeconds(90),
        };
        _http.DefaultRequestHeaders.Add("X-API-Key", key);
    }

    public Uri Address => _http.BaseAddress!;

    public Task<Answer<AcceptedTask>> SubmitAsync(NewTask task, CancellationToken cancellation) => SubmitAsync(Serialize(task), cancellation);

    /// <summary>Submits a task that <see cref="Serialize"/> wrote before.</summary>
    public Task<Answer<AcceptedTask>> SubmitAsync(byte[] task, CancellationToken cancellation) => SendAsync(HttpMethod.Post, "/v1/tasks", task, ApiJson.Default.AcceptedTask, cancellation);

    /// <summary>A task, when it is terminal or after 20 s, whichever is first.</summary>
    public Task<Answer<TaskView>> WaitAsync(Guid id, CancellationToken cancellation) => WaitForAsync(id, ApiJson.Default.TaskView, cancellation);

    /// <summary>The same, reading only what <typeparamref name="T"/> has of it.</summary>
    public async Task<T> WaitAsync<T>(Guid id, JsonTypeInfo<T> type, CancellationToken cancellation) => (await WaitForAsync(id, type, cancellation)).Value;

    /// <summary>A task, however long it takes to be terminal.</summary>
    public async Task<Answer<TaskView>> FinishedAsync(Guid id, CancellationToken cancellation)
    {
        while (true)
        {
            var answer = await WaitAsync(id, cancellation);
            if (answer.Value.IsTerminal)
                return answer;
        }
    }

    public Task<Answer<TaskView>> CancelAsync(Guid id, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Post, $"/v1/tasks/{id}/cancel", [], ApiJson.Default.TaskView, cancellation);

    /// <param name="query">Filters, escaped, without the question mark.</param>
    public Task<Answer<TaskPageView>> ListAsync(string query, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Get, $"/v1/tasks?{query}", null, ApiJson.Default.TaskPageView, cancellation);

    public Task<Answer<StatsView>> StatsAsync(int hours, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Get, $"/v1/routing/stats?hours={hours.ToString(CultureInfo.InvariantCulture)}", null, ApiJson.Default.StatsView, cancellation);

    public Task<Answer<ExplanationView>> ExplainAsync(NewTask task, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Post, "/v1/routing/explain", Serialize(task), ApiJson.Default.ExplanationView, cancellation);

    /// <summary>Whatever stands at <paramref name="path"/>, reading only what <typeparamref name="T"/> has of it.</summary>
    public async Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellation) => (await SendAsync(HttpMethod.Get, path, null, type, cancellation)).Value;

    /// <summary>Changes the deciding stage of the whole cluster.</summary>
    public Task<Answer<StageView>> SetStageAsync(string stage, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Put, "/v1/routing/stage", JsonSerializer.SerializeToUtf8Bytes(new StageView(stage), ApiJson.Default.StageView), ApiJson.Default.StageView, cancellation);

    /// <summary>Starts a training run.</summary>
    public Task<Answer<TrainingView>> TrainAsync(CancellationToken cancellation) =>
        SendAsync(HttpMethod.Post, "/v1/routing/train", [], ApiJson.Default.TrainingView, cancellation);

    /// <summary>The training run under way, or the last one.</summary>
    public Task<Answer<TrainingView>> TrainingAsync(CancellationToken cancellation) =>
        SendAsync(HttpMethod.Get, "/v1/routing/train", null, ApiJson.Default.TrainingView, cancellation);

    /// <summary>What another policy or stage would have made of the logged tasks.</summary>
    public Task<Answer<ReplayView>> ReplayAsync(NewReplay replay, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Post, "/v1/routing/replay", JsonSerializer.SerializeToUtf8Bytes(replay, ApiJson.Default.NewReplay), ApiJson.Default.ReplayView, cancellation);

    /// <summary>The metrics in Prometheus' text format.</summary>
    public async Task<string> MetricsAsync(CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/metrics");
        using var response = await SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellation);
        return await response.Content.ReadAsStringAsync(cancellation);
    }

    /// <summary>The events of a task, to the end of the stream.</summary>
    public async IAsyncEnumerable<SseItem<string>> EventsAsync(Guid id, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/tasks/{id}/events");
        using var response = await SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        await using var body = await response.Content.ReadAsStreamAsync(cancellation);
        await foreach (var item in SseParser.Create(body).EnumerateAsync(cancellation))
            yield return item;
    }

    /// <summary>A chat completion in OpenAI's form, as soon as its headers are here; the caller reads and disposes it.</summary>
    public async Task<HttpResponseMessage> ChatAsync(byte[] chat, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = Content(chat) };
        return await SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
    }

    /// <summary>Whether a server is there and takes tasks.</summary>
    public async Task<bool> IsReadyAsync(CancellationToken cancellation)
    {
        try
        {
            using var response = await _http.GetAsync(new Uri("/v1/health/ready", UriKind.Relative), cancellation);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    public static byte[] Serialize(NewTask task) => JsonSerializer.SerializeToUtf8Bytes(task, ApiJson.Default.NewTask);

    public void Dispose() => _http.Dispose();

    private static ByteArrayContent Content(byte[] json) => new(json) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };

    private Task<Answer<T>> WaitForAsync<T>(Guid id, JsonTypeInfo<T> type, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Get, $"/v1/tasks/{id}?wait_ms={LongestWaitMs.ToString(CultureInfo.InvariantCulture)}", null, type, cancellation);

    private async Task<Answer<T>> SendAsync<T>(HttpMethod method, string path, byte[]? body, JsonTypeInfo<T> type, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is { Length: > 0 })
            request.Content = Content(body);
        using var response = await SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellation);
        var bytes = await response.Content.ReadAsByteArrayAsync(cancellation);
        try
        {
            return new Answer<T>(JsonSerializer.Deserialize(bytes, type)!, bytes);
        }
        catch (JsonException)
        {
            throw new ApiException($"{Address} answers, but not as an orchestrator does.", response.StatusCode);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, HttpCompletionOption completion, CancellationToken cancellation)
    {
        HttpResponseMessage response;
        try
        {
            response = await _http.SendAsync(request, completion, cancellation);
        }
        catch (HttpRequestException error)
        {
            throw new ApiException($"No answer from {Address}: {error.Message}", null);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new ApiException($"No answer from {Address} within {_http.Timeout.TotalSeconds} s.", null);
        }

        if (response.IsSuccessStatusCode)
            return response;
        using (response)
            throw await RefusalAsync(response, cancellation);
    }

    private static async Task<ApiException> RefusalAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        var status = (int)response.StatusCode;
        try
        {
            var problem = JsonSerializer.Deserialize(await response.Content.ReadAsByteArrayAsync(cancellation), ApiJson.Default.ProblemView);
            var fields = problem?.Errors?.SelectMany(entry => entry.Value.Select(message => $"{Environment.NewLine}  {entry.Key}: {message}"));
            return new ApiException($"{status} {problem?.Code}: {problem?.Detail ?? problem?.Title}{string.Concat(fields ?? [])}", response.StatusCode);
        }
        catch (JsonException)
        {
            return new ApiException($"{status} {response.ReasonPhrase}", (HttpStatusCode)status);
        }
    }
}
