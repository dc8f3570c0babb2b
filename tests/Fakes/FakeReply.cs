using System.Net;

namespace Orchestrator.Fakes;

/// <summary>How a scripted reply ends.</summary>
public enum FakeEnding
{
    /// <summary>The body ends as HTTP wants it, whatever is in it.</summary>
    Normal,

    /// <summary>Nothing more comes until the client goes away.</summary>
    Stall,

    /// <summary>The connection is torn down.</summary>
    Reset,
}

/// <summary>A reply that a test prescribes for the next request.</summary>
public sealed record FakeReply
{
    public int Status { get; init; } = 200;

    public string ContentType { get; init; } = "application/json";

    /// <summary>Written one after the other, each flushed.</summary>
    public IReadOnlyList<string> Parts { get; init; } = [];

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    public FakeEnding Ending { get; init; }

    /// <summary>A body in one piece.</summary>
    public static FakeReply Json(HttpStatusCode status, string body) => new() { Status = (int)status, Parts = [body] };

    /// <summary>A page that is no JSON.</summary>
    public static FakeReply Html(HttpStatusCode status, string body) => new() { Status = (int)status, ContentType = "text/html", Parts = [body] };

    /// <summary>Lines of JSON, as Ollama streams.</summary>
    public static FakeReply Ndjson(params string[] lines) =>
        new() { ContentType = "application/x-ndjson", Parts = [.. lines.Select(line => $"{line}\n")] };

    /// <summary>Server-sent events, as OpenAI streams.</summary>
    public static FakeReply Sse(params string[] events) =>
        new() { ContentType = "text/event-stream", Parts = [.. events.Select(data => $"data: {data}\n\n")] };

    /// <summary>No answer at all, not even headers, until the client goes away.</summary>
    public static FakeReply Silence() => new() { Ending = FakeEnding.Stall };

    public FakeReply Then(FakeEnding ending) => this with { Ending = ending };
}
