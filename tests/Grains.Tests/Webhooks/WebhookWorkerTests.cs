using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Orchestrator.Grains.Interfaces;

namespace Orchestrator.Grains.Tests.Webhooks;

public sealed class WebhookWorkerTests
{
    private const int Postponed = 3501, GivenUp = 3502;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task The_end_of_a_task_is_posted_with_a_signature_that_verifies()
    {
        await using var bench = await WebhookBench.StartAsync();
        var task = await bench.FinishAsync();

        await WebhookBench.DeliverAsync(bench.NewWorker());

        var received = Assert.Single(bench.Receiver.Received);
        Assert.Equal(("/hook", "application/json; charset=utf-8"), (received.Path, received.ContentType));
        Assert.Equal(bench.Json.Write(task), received.Body);
        Assert.Equal(Signature(bench.Time.GetUtcNow(), received.Body), received.Signature);
    }

    [Fact]
    public async Task A_delivered_callback_is_not_sent_again()
    {
        await using var bench = await WebhookBench.StartAsync();
        await bench.FinishAsync();
        var worker = bench.NewWorker();
        await WebhookBench.DeliverAsync(worker);

        bench.Time.Advance(TimeSpan.FromHours(1));
        await WebhookBench.DeliverAsync(worker);

        Assert.Single(bench.Receiver.Received);
    }

    [Fact]
    public async Task A_failed_try_is_repeated_after_its_pause_and_not_before()
    {
        await using var bench = await WebhookBench.StartAsync();
        bench.Receiver.AnswerWith(500);
        await bench.FinishAsync();
        var worker = bench.NewWorker();
        await WebhookBench.DeliverAsync(worker);
        bench.Receiver.AnswerWith(204);

        bench.Time.Advance(TimeSpan.FromSeconds(15));
        await WebhookBench.DeliverAsync(worker);
        Assert.Single(bench.Receiver.Received);

        bench.Time.Advance(TimeSpan.FromSeconds(10));
        await WebhookBench.DeliverAsync(worker);
        Assert.Equal(2, bench.Receiver.Received.Count);
    }

    [Fact]
    public async Task Every_try_is_signed_with_its_own_time()
    {
        await using var bench = await WebhookBench.StartAsync();
        bench.Receiver.AnswerWith(503);
        await bench.FinishAsync();
        var worker = bench.NewWorker();
        await WebhookBench.DeliverAsync(worker);

        bench.Time.Advance(TimeSpan.FromSeconds(25));
        await WebhookBench.DeliverAsync(worker);

        var second = bench.Receiver.Received.Last();
        Assert.Equal(Signature(bench.Time.GetUtcNow(), second.Body), second.Signature);
        Assert.NotEqual(bench.Receiver.Received.First().Signature, second.Signature);
    }

    [Fact]
    public async Task After_six_tries_in_about_ten_minutes_it_is_given_up_and_said_so()
    {
        await using var bench = await WebhookBench.StartAsync();
        bench.Receiver.AnswerWith(500);
        await bench.FinishAsync();
        var worker = bench.NewWorker();
        var started = bench.Time.GetUtcNow();
        var lastTry = started;

        for (var second = 0; second <= 3600; second++, bench.Time.Advance(TimeSpan.FromSeconds(1)))
        {
            var before = bench.Receiver.Received.Count;
            await WebhookBench.DeliverAsync(worker);
            if (bench.Receiver.Received.Count > before)
                lastTry = bench.Time.GetUtcNow();
        }

        Assert.Equal(6, bench.Receiver.Received.Count);
        Assert.InRange((lastTry - started).TotalMinutes, 8, 12.5);
        Assert.Equal(5, bench.Log.Lines.Count(line => line.Id == Postponed));
        var last = Assert.Single(bench.Log.Lines, line => line.Id == GivenUp);
        Assert.Equal(LogLevel.Error, last.Level);
        Assert.Contains("answered 500", last.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirect_is_a_failure_and_not_followed()
    {
        await using var bench = await WebhookBench.StartAsync();
        bench.Receiver.Answer = context =>
        {
            context.Response.StatusCode = 307;
            context.Response.Headers.Location = $"{bench.Receiver.Url}/elsewhere";
            return Task.CompletedTask;
        };
        await bench.FinishAsync();

        await WebhookBench.DeliverAsync(bench.NewWorker());

        Assert.Equal("/hook", Assert.Single(bench.Receiver.Received).Path);
        Assert.Contains("answered 307", Assert.Single(bench.Log.Lines).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_task_of_more_than_a_mebibyte_goes_without_its_result()
    {
        await using var bench = await WebhookBench.StartAsync();
        var task = await bench.FinishAsync();
        bench.Json.Padding = 1 << 20;

        await WebhookBench.DeliverAsync(bench.NewWorker());

        var received = Assert.Single(bench.Receiver.Received);
        Assert.Equal(bench.Json.WriteTruncated(task), received.Body);
        Assert.Equal(Signature(bench.Time.GetUtcNow(), received.Body), received.Signature);
    }

    [Fact]
    public async Task A_receiver_that_does_not_answer_is_left_after_ten_seconds()
    {
        await using var bench = await WebhookBench.StartAsync();
        bench.Receiver.StaySilent();
        await bench.FinishAsync();
        var worker = bench.NewWorker();
        await worker.DispatchAsync(TestContext.Current.CancellationToken);
        await bench.Receiver.NextAsync(Patience);

        bench.Time.Advance(TimeSpan.FromSeconds(10));
        await worker.DrainAsync();

        Assert.Contains("no answer in 10 s", Assert.Single(bench.Log.Lines, line => line.Id == Postponed).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_receiver_that_is_down_is_tried_again()
    {
        await using var bench = await WebhookBench.StartAsync();
        await bench.FinishAsync($"http://127.0.0.1:{TestServers.FreePort.Next()}/");

        await WebhookBench.DeliverAsync(bench.NewWorker());

        Assert.Contains("no connection (ConnectionRefused)", Assert.Single(bench.Log.Lines, line => line.Id == Postponed).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_silos_do_not_both_send()
    {
        await using var bench = await WebhookBench.StartAsync();
        for (var i = 0; i < 20; i++)
            await bench.FinishAsync();
        WebhookWorker[] silos = [bench.NewWorker(), bench.NewWorker()];

        await Task.WhenAll(silos.Select(WebhookBench.DeliverAsync));

        Assert.Equal(20, bench.Receiver.Received.Count);
        Assert.Equal(20, bench.Receiver.Received.Select(hook => Encoding.UTF8.GetString(hook.Body)).Distinct().Count());
    }

    [Fact]
    public async Task What_a_dead_silo_had_claimed_is_sent_when_its_lease_runs_out()
    {
        await using var bench = await WebhookBench.StartAsync();
        await bench.FinishAsync();
        await bench.Store.ClaimWebhooksAsync("dead silo", TimeSpan.FromSeconds(30), 10, TestContext.Current.CancellationToken);
        var worker = bench.NewWorker();
        await WebhookBench.DeliverAsync(worker);
        Assert.Empty(bench.Receiver.Received);

        bench.Time.Advance(TimeSpan.FromSeconds(30));
        await WebhookBench.DeliverAsync(worker);

        Assert.Single(bench.Receiver.Received);
    }

    [Fact]
    public async Task A_name_that_resolves_to_this_machine_only_when_it_is_dialled_is_refused()
    {
        await using var bench = await WebhookBench.StartAsync();
        await bench.FinishAsync($"http://rebinding.example:{bench.Receiver.Port}/hook");
        Assert.Null(CallbackAddressPolicy.PublicOnly.Refuse($"http://rebinding.example:{bench.Receiver.Port}/hook"));

        await WebhookBench.DeliverAsync(bench.NewWorker(CallbackAddressPolicy.PublicOnly, (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback])));

        Assert.Empty(bench.Receiver.Received);
        Assert.Contains("not public", Assert.Single(bench.Log.Lines).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_literal_that_is_no_longer_listed_is_refused_before_it_is_dialled()
    {
        await using var bench = await WebhookBench.StartAsync();
        await bench.FinishAsync();

        await WebhookBench.DeliverAsync(bench.NewWorker(CallbackAddressPolicy.PublicOnly));

        Assert.Empty(bench.Receiver.Received);
    }

    [Fact]
    public async Task The_log_tells_neither_path_nor_query_nor_secret()
    {
        await using var bench = await WebhookBench.StartAsync();
        var worker = bench.NewWorker();
        await bench.FinishAsync();
        await WebhookBench.DeliverAsync(worker);
        bench.Receiver.AnswerWith(500);
        await bench.FinishAsync();
        await WebhookBench.DeliverAsync(worker);

        Assert.Equal(2, bench.Log.Lines.Count);
        Assert.All(bench.Log.Lines, line => Assert.DoesNotContain("secret", line.Text, StringComparison.Ordinal));
        Assert.All(bench.Log.Lines, line => Assert.DoesNotContain("hook?", line.Text, StringComparison.Ordinal));
    }

    /// <summary>Computed anew, by the words of the contract.</summary>
    private static string Signature(DateTimeOffset at, byte[] body)
    {
        var time = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] signed = [.. Encoding.UTF8.GetBytes(time), (byte)'.', .. body];
        return $"t={time},v1={Convert.ToHexString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(WebhookBench.Secret), signed)).ToLowerInvariant()}";
    }
}
