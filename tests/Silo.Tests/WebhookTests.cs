using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Orchestrator.Fakes;

namespace Orchestrator.Silo.Tests;

public sealed class WebhookTests
{
    private const string Secret = "a secret of the operator";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task The_end_of_a_task_is_posted_as_the_api_tells_it_and_signed()
    {
        using var folder = new TemporaryFolder();
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var silo = await StartAsync(folder, receiver);

        var id = await silo.SubmitAsync(Task(receiver));
        var received = await receiver.NextAsync(Patience);

        Assert.Equal(await silo.Http.GetStringAsync($"/v1/tasks/{id}"), Encoding.UTF8.GetString(received.Body));
        Assert.Equal("COMPLETED", (string?)JsonNode.Parse(received.Body)!["status"]);
        AssertSigned(received);
        Assert.Contains("orchestrator_webhooks_total", await silo.Http.GetStringAsync("/v1/metrics"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_kill_between_the_end_of_a_task_and_its_delivery_loses_no_callback()
    {
        using var folder = new TemporaryFolder();
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.StaySilent();
        await using var silo = await StartAsync(folder, receiver);
        var id = await silo.SubmitAsync(Task(receiver));
        await silo.FinishedAsync(id);
        await receiver.NextAsync(Patience);

        // The receiver has it and has not said so: for the sender nothing is delivered.
        await silo.KillAsync();
        receiver.AnswerWith(204);
        await silo.RestartAsync();
        var again = await receiver.NextAsync(Patience);

        Assert.Equal(id, (string?)JsonNode.Parse(again.Body)!["task_id"]);
        AssertSigned(again);
    }

    [Fact]
    public async Task Without_a_secret_a_callback_is_refused_and_without_a_listing_a_local_one()
    {
        using var folder = new TemporaryFolder();
        await using var receiver = await WebhookReceiver.StartAsync();
        await using (var silo = await SiloProcess.StartAsync(folder, ("--simulate", "true"), ("--simulate-scale", "0")))
            await AssertRefusedAsync(silo, receiver, "WEBHOOK_SECRET is not set");
        await using (var silo = await SiloProcess.StartAsync(folder, ("--simulate", "true"), ("--simulate-scale", "0"), ("WEBHOOK_SECRET", Secret)))
            await AssertRefusedAsync(silo, receiver, "not public");
        Assert.Empty(receiver.Received);
    }

    [Fact]
    public async Task A_list_of_hosts_that_cannot_be_read_stops_the_start()
    {
        using var folder = new TemporaryFolder();

        var (exitCode, output) = await SiloProcess.RunToEndAsync(folder, ("WEBHOOK_ALLOWED_HOSTS", "http://hooks.example/"));

        Assert.Equal(1, exitCode);
        Assert.Contains("WEBHOOK_ALLOWED_HOSTS (--webhook-allowed-hosts) is 'http://hooks.example/'", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_can_be_rated_once_it_is_there()
    {
        using var folder = new TemporaryFolder();
        await using var silo = await SiloProcess.StartAsync(folder, ("--simulate", "true"), ("--simulate-scale", "0"));
        var task = await silo.RunAsync(new { task_type = "CHAT", input_text = "Hello" });

        using var response = await silo.Http.PostAsJsonAsync($"/v1/tasks/{task["task_id"]}/feedback", new { score = 0.9 });

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
    }

    private static Task<SiloProcess> StartAsync(TemporaryFolder folder, WebhookReceiver receiver) => SiloProcess.StartAsync(
        folder,
        ("--simulate", "true"),
        ("--simulate-scale", "0"),
        ("WEBHOOK_SECRET", Secret),
        ("WEBHOOK_ALLOWED_HOSTS", $"127.0.0.1:{receiver.Port}"));

    private static object Task(WebhookReceiver receiver) => new { task_type = "CHAT", input_text = "Hello", callback_url = $"{receiver.Url}/hook?token=1" };

    private static async Task AssertRefusedAsync(SiloProcess silo, WebhookReceiver receiver, string said)
    {
        using var response = await silo.Http.PostAsJsonAsync("/v1/tasks", Task(receiver));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var problem = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Contains(said, (string?)problem["errors"]!["callback_url"]![0], StringComparison.Ordinal);
    }

    private static void AssertSigned(ReceivedWebhook received)
    {
        var parts = received.Signature!.Split(',');
        var time = parts[0]["t=".Length..];
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{time}."), .. received.Body];
        var expected = Convert.ToHexString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), signed)).ToLowerInvariant();
        Assert.Equal($"v1={expected}", parts[1]);
        Assert.InRange(long.Parse(time, CultureInfo.InvariantCulture), 1_700_000_000, long.MaxValue);
    }
}
