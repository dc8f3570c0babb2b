using System.Globalization;
using System.Net;

namespace Orchestrator.Silo.Tests.Security;

/// <summary>What no client sends, said to the real server on a bare socket: always a refusal, never a fault of ours, and the server goes on.</summary>
public sealed class OddRequestTests(GuardedSilo silo) : IClassFixture<GuardedSilo>
{
    private const string Close = "Host: x\r\nConnection: close\r\nX-API-Key: " + GuardedSilo.Key + "\r\n";

    public static TheoryData<string> Requests =>
    [
        "\0\0\0\0\r\n\r\n",
        "GARBAGE\r\n\r\n",
        "GET\r\n\r\n",
        "GET /v1/tasks HTTP/9.9\r\n\r\n",
        "GET /v1/tasks HTTP/1.1\r\n\r\n",
        "GET /v1/tasks HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        $"GET /v1/tasks/%00 HTTP/1.1\r\n{Close}\r\n",
        $"GET /v1/tasks/%ZZ HTTP/1.1\r\n{Close}\r\n",
        $"GET /v1/tasks/%c0%ae%c0%ae/%c0%ae HTTP/1.1\r\n{Close}\r\n",
        $"GET /v1/../../etc/passwd HTTP/1.1\r\n{Close}\r\n",
        $"GET //v1//tasks HTTP/1.1\r\n{Close}\r\n",
        $"GET /v1/tasks?limit=%ff%fe&cursor=%00 HTTP/1.1\r\n{Close}\r\n",
        $"GET /v1/tasks?{new string('a', 9000)} HTTP/1.1\r\n{Close}\r\n",
        $"GET http://elsewhere.example/v1/tasks HTTP/1.1\r\n{Close}\r\n",
        $"CONNECT elsewhere.example:443 HTTP/1.1\r\n{Close}\r\n",
        $"OPTIONS * HTTP/1.1\r\n{Close}\r\n",
        $"TRACE /v1/tasks HTTP/1.1\r\n{Close}\r\n",
        $"GET /v1/tasks HTTP/1.1\r\n{Close}X-Odd: a\0b\r\n\r\n",
        $"GET /v1/tasks HTTP/1.1\r\n{Close}X-Odd : a\r\n\r\n",
        $"GET /v1/tasks HTTP/1.1\r\n{Close}Idempotency-Key: \xff\xfe\r\n\r\n",
        $"GET /v1/tasks HTTP/1.1\r\n{Close} folded: yes\r\n\r\n",
        $"GET /v1/tasks HTTP/1.1\r\n{Close}X-Long: {new string('x', 40_000)}\r\n\r\n",
        $"GET /v1/tasks HTTP/1.1\r\n{Close}{string.Concat(Enumerable.Range(0, 300).Select(i => string.Create(CultureInfo.InvariantCulture, $"X-{i}: 1\r\n")))}\r\n",
        $"POST /v1/tasks HTTP/1.1\r\n{Close}Content-Type: application/json\r\nContent-Length: -1\r\n\r\n{{}}",
        $"POST /v1/tasks HTTP/1.1\r\n{Close}Content-Type: application/json\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{{}}",
        $"POST /v1/tasks HTTP/1.1\r\n{Close}Content-Type: application/json\r\nContent-Length: 99999999999999999999\r\n\r\n",
        $"POST /v1/tasks HTTP/1.1\r\n{Close}Content-Type: application/json\r\nContent-Length: 4294967296\r\n\r\n",
        $"POST /v1/tasks HTTP/1.1\r\n{Close}Content-Type: application/json\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        $"POST /v1/tasks HTTP/1.1\r\n{Close}Content-Type: application/json\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        $"POST /v1/tasks HTTP/1.1\r\n{Close}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n{{}}\r\n0\r\n\r\n",
        $"POST /v1/tasks HTTP/1.1\r\n{Close}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n",
        $"POST /v1/tasks HTTP/1.1\r\n{Close}Content-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{{}}",
        $"POST /v1/tasks HTTP/1.1\r\n{Close}Content-Type: \xff\r\nContent-Length: 2\r\n\r\n{{}}",
    ];

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task An_odd_request_is_refused_and_shows_nothing(string request)
    {
        foreach (var port in new[] { silo.Process.Http.BaseAddress!.Port, silo.Dashboard.Port })
        {
            var answer = await RawConnection.AskAsync(port, request);

            // Nothing at all is an answer too: the connection was ended.
            if (answer.Length > 0)
                Assert.Matches("^HTTP/1.1 (2|3|4|505)", answer);
            Assert.DoesNotMatch(@"System\.|Orchestrator\.|Microsoft\.|Exception|   at |\.cs:line|root:x:", answer);
            Assert.DoesNotContain("Server: Kestrel", answer, StringComparison.Ordinal);
        }

        Assert.Equal(HttpStatusCode.OK, (await silo.Process.Http.GetAsync("/v1/tasks")).StatusCode);
    }

    [Fact]
    public async Task Two_requests_in_one_are_two_and_the_second_needs_its_own_key()
    {
        var answer = await RawConnection.AskAsync(
            silo.Process.Http.BaseAddress!.Port,
            $"GET /v1/routing/stage HTTP/1.1\r\nHost: x\r\nX-API-Key: {GuardedSilo.Key}\r\n\r\nGET /v1/tasks HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 200", answer, StringComparison.Ordinal);
        Assert.Contains("HTTP/1.1 401", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_far_past_the_limit_is_refused_before_it_is_read()
    {
        using var connection = await RawConnection.OpenAsync(silo.Process.Http.BaseAddress!.Port);
        await connection.SayAsync($"POST /v1/tasks HTTP/1.1\r\n{Close}Content-Type: application/json\r\nContent-Length: 1000000000\r\n\r\n");
        // Read while it is sent: what is sent after the refusal resets the connection.
        var answer = connection.UntilEndAsync();
        for (var sent = 0; sent < 64 && !answer.IsCompleted && await connection.SayAsync(new string('x', 64 * 1024)); sent++)
        {
        }

        Assert.Matches("^(HTTP/1.1 413[^$]*)?$", await answer);
        Assert.Equal(HttpStatusCode.OK, (await silo.Process.Http.GetAsync("/v1/tasks")).StatusCode);
    }
}
