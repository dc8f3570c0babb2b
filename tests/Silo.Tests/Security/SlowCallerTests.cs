using System.Diagnostics;
using System.Net;

namespace Orchestrator.Silo.Tests.Security;

/// <summary>Callers that send a byte now and then to hold connections: the server ends them, and serves everybody else meanwhile.</summary>
public sealed class SlowCallerTests(GuardedSilo silo) : IClassFixture<GuardedSilo>
{
    private const int Callers = 300;

    [Theory]
    [InlineData("GET /v1/tasks HTTP/1.1\r\nHost: x\r\n", "X-Drip: 1\r\n")]
    [InlineData("POST /v1/tasks HTTP/1.1\r\nHost: x\r\nX-API-Key: " + GuardedSilo.Key + "\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n", " ")]
    public async Task Callers_that_drip_their_request_are_cut_off_and_nobody_else_is_kept_waiting(string beginning, string drop)
    {
        var slow = await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => DripAsync(beginning, drop)));
        var ends = Task.WhenAll(slow.Select(caller => caller.Ended));

        // While they are held, others are served.
        var served = 0;
        while (!ends.IsCompleted)
        {
            Assert.Equal(HttpStatusCode.OK, (await silo.Process.Http.GetAsync("/v1/routing/stage")).StatusCode);
            served++;
            await Task.WhenAny(ends, Task.Delay(100));
        }

        Assert.True(served > 0);
        Assert.All(await ends, answer => Assert.Matches("^(HTTP/1.1 408[^$]*)?$", answer));
        foreach (var caller in slow)
            caller.Connection.Dispose();
    }

    /// <summary>Begins a request and goes on with it a drop at a time; the task ends when the server has had enough.</summary>
    private async Task<(RawConnection Connection, Task<string> Ended)> DripAsync(string beginning, string drop)
    {
        var connection = await RawConnection.OpenAsync(silo.Process.Http.BaseAddress!.Port);
        await connection.SayAsync(beginning);
        var ended = connection.UntilEndAsync();
        _ = KeepDrippingAsync(connection, drop, ended);
        return (connection, ended);
    }

    private static async Task KeepDrippingAsync(RawConnection connection, string drop, Task ended)
    {
        var started = Stopwatch.GetTimestamp();
        // Past this the test has failed anyhow.
        while (!ended.IsCompleted && Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(90) && await connection.SayAsync(drop))
            await Task.WhenAny(ended, Task.Delay(1000));
    }
}
