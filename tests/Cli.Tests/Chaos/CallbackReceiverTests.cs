using System.Net;
using System.Net.Http.Json;

namespace Orchestrator.Cli.Tests;

public sealed class CallbackReceiverTests : IAsyncDisposable
{
    private readonly CallbackReceiver _receiver = new(IPAddress.Loopback);
    private readonly HttpClient _http = new();
    private readonly Guid _task = Guid.NewGuid();

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _receiver.DisposeAsync();
    }

    [Fact]
    public async Task A_task_nobody_told_of_is_missing_until_somebody_does()
    {
        Assert.Equal(1, _receiver.Missing([_task]));

        await TellAsync("COMPLETED");

        Assert.Equal((0, 0, 0), (_receiver.Missing([_task]), _receiver.Repeated, _receiver.Differing));
    }

    [Fact]
    public async Task The_same_again_is_a_repeat_and_something_else_is_not()
    {
        await TellAsync("COMPLETED");
        await TellAsync("COMPLETED");
        Assert.Equal((1, 0), (_receiver.Repeated, _receiver.Differing));

        await TellAsync("FAILED");
        Assert.Equal((1, 1), (_receiver.Repeated, _receiver.Differing));
    }

    [Fact]
    public async Task What_is_no_webhook_counts_as_none()
    {
        using var content = new StringContent("{");
        using var response = await _http.PostAsync(_receiver.Url, content);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(1, _receiver.Missing([_task]));
    }

    private async Task TellAsync(string status)
    {
        using var response = await _http.PostAsJsonAsync(_receiver.Url, new { task_id = _task, status, completed_at = DateTimeOffset.UnixEpoch });
        response.EnsureSuccessStatusCode();
    }
}
