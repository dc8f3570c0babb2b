using FsCheck;
using FsCheck.Fluent;

namespace Orchestrator.Gateway.Tests;

/// <summary>Odd paths, queries and headers at every endpoint, with a good body where one is read.</summary>
public sealed class RequestFuzzTests(FuzzServer server) : IClassFixture<FuzzServer>
{
    private const int Requests = 10_000, InOneCase = 100;

    private static readonly string[] Values =
    [
        "", " ", "0", "-1", "1", "50", "1e9", "99999999999999999999", "0x10", "NaN", "true", "GPU", "gpu", "CHAT", "COMPLETED", "rule_based", "..", "../../etc/passwd", "%00", "\u0000", "a\nb", "é", "\ud83d\ude00",
        "' OR 1=1 --", "<script>", "{0}", "%n", "null", "00000000-0000-0000-0000-000000000000", "2025-01-15T10:23:45Z", "9999-12-31T23:59:59.9999999Z", "0001-01-01", "broken", new('x', 129), new('9', 5000),
    ];

    private static readonly string[] Queries =
        ["wait_ms", "status", "target", "task_type", "priority", "q", "from", "to", "limit", "cursor", "hours", "page", "page_size", "stage", "unknown", "LIMIT", "limit[]", "", "$where"];

    private static readonly string[] Headers =
    [
        "Idempotency-Key", "Last-Event-ID", "X-Task-Type", "X-Priority", "X-Max-Cost-Usd", "X-Max-Latency-Ms", "Accept", "Accept-Encoding", "If-None-Match", "Range", "traceparent", "tracestate", "X-Forwarded-For",
        "X-HTTP-Method-Override", "Cookie", "Origin", "Referer", "Expect", "Content-Language", "User-Agent", "X-Request-Id",
    ];

    private static readonly string[] ContentTypes =
        ["application/json", "application/json; charset=utf-16", "application/json; charset=nonsense", "text/json", "application/merge-patch+json", "text/plain", "multipart/form-data; boundary=x", "*/*", "nonsense"];

    [Fact]
    public void No_path_query_or_header_breaks_the_server_or_shows_its_inside()
    {
        Gen<string> value = Gen.Elements(Values);
        Gen<(string, string)[]> queries = Gen.Elements(Queries).SelectMany(_ => value, (name, text) => (name, text)).ListOf(3).Select(list => list.ToArray());
        Gen<(string, string)[]> headers = Gen.Elements(Headers).SelectMany(_ => value, (name, text) => (name, text)).ListOf(3).Select(list => list.ToArray());
        Gen<Odd> odd = from endpoint in Gen.Elements(server.Endpoints.ToArray())
                       from method in Gen.Frequency((9, Gen.Constant(endpoint.Method)), (1, Gen.Elements("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "QUERY")))
                       // The client refuses to send a path with U+0000.
                       from argument in Gen.Frequency((3, Gen.Constant($"{server.Known}")), (2, value.Where(text => !text.Contains('\0'))))
                       from query in queries
                       from header in headers
                       from type in Gen.Frequency((4, Gen.Constant("application/json")), (1, Gen.Elements(ContentTypes)))
                       select new Odd(endpoint, method, argument, query, header, type);

        Prop.ForAll(odd.ArrayOf(InOneCase).ToArbitrary(), batch =>
        {
            foreach (Odd request in batch)
                SendAsync(request).GetAwaiter().GetResult();
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Requests / InOneCase));
    }

    private async Task SendAsync(Odd odd)
    {
        var path = odd.Endpoint.Address(_ => odd.Argument);
        // A long poll of a task that never ends would wait for a minute; these tasks have ended.
        var query = string.Join('&', odd.Query.Select(pair => $"{Uri.EscapeDataString(pair.Name)}={Uri.EscapeDataString(pair.Value)}"));
        using var request = new HttpRequestMessage(new HttpMethod(odd.Method), $"{path}?{query}");
        if (odd.Endpoint.Body is { } body)
        {
            request.Content = new StringContent(body.ToJsonString());
            request.Content.Headers.Remove("Content-Type");
            request.Content.Headers.TryAddWithoutValidation("Content-Type", odd.ContentType);
        }
        foreach (var (name, value) in odd.Headers.Where(pair => !pair.Value.AsSpan().ContainsAny('\n', '\0')))
            request.Headers.TryAddWithoutValidation(name, value);
        using HttpResponseMessage response = await server.Host.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        if (odd.Method is "HEAD" && (int)response.StatusCode < 500)
            return;
        // Dots in it were resolved on the way.
        await CleanAnswer.AssertAsync(response, response.RequestMessage!.RequestUri!.AbsolutePath, odd.ToString);
    }

    private sealed record Odd(FuzzedEndpoint Endpoint, string Method, string Argument, (string Name, string Value)[] Query, (string Name, string Value)[] Headers, string ContentType)
    {
        public override string ToString() =>
            $"{Method} {Endpoint.Path} '{Argument}' {ContentType} ?{string.Join('&', Query)} {string.Join("; ", Headers)}";
    }
}
