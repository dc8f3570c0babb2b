using System.Net;
using System.Net.Sockets;
using Orchestrator.Fakes;
using Orchestrator.Grains.Interfaces;

namespace Orchestrator.Grains.Tests.Webhooks;

public sealed class CallbackDialerTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.1.2.3")]
    [InlineData("169.254.169.254")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("fd00:ec2::254")]
    public async Task A_name_that_turns_out_to_be_local_is_refused(string address)
    {
        var dialer = Dialer(CallbackAddressPolicy.PublicOnly, address);

        await Assert.ThrowsAsync<CallbackRefusedException>(async () => await dialer.ConnectAsync(new DnsEndPoint("innocent.example", 80), Cancel));
    }

    [Fact]
    public async Task One_local_address_among_public_ones_is_enough_to_refuse()
    {
        var dialer = Dialer(CallbackAddressPolicy.PublicOnly, "8.8.8.8", "127.0.0.1");

        await Assert.ThrowsAsync<CallbackRefusedException>(async () => await dialer.ConnectAsync(new DnsEndPoint("innocent.example", 80), Cancel));
    }

    [Fact]
    public async Task The_address_that_was_checked_is_the_one_that_is_dialled()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var asked = 0;
        var dialer = new CallbackDialer(
            CallbackAddressPolicy.Parse("hooks.example", out _),
            (_, _) =>
            {
                asked++;
                return Task.FromResult<IPAddress[]>([IPAddress.Loopback]);
            });

        await using var stream = await dialer.ConnectAsync(new DnsEndPoint("hooks.example", receiver.Port), Cancel);

        Assert.True(stream.CanWrite);
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task A_name_that_turns_local_only_when_it_is_dialled_reaches_nobody()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var url = $"http://rebinding.example:{receiver.Port}/hook";
        Assert.Null(CallbackAddressPolicy.PublicOnly.Refuse(url));
        using var http = new HttpClient(Dialer(CallbackAddressPolicy.PublicOnly, "127.0.0.1").NewHandler());

        var failure = await Assert.ThrowsAsync<HttpRequestException>(() => http.PostAsync(url, new StringContent("{}"), Cancel));

        Assert.IsType<CallbackRefusedException>(failure.InnerException);
        Assert.Empty(receiver.Received);
    }

    [Fact]
    public async Task A_dead_address_is_followed_by_the_next()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var dialer = Dialer(CallbackAddressPolicy.Parse("hooks.example", out _), "::1", "127.0.0.1");

        await using var stream = await dialer.ConnectAsync(new DnsEndPoint("hooks.example", receiver.Port), Cancel);

        Assert.True(stream.CanWrite);
    }

    [Fact]
    public async Task A_name_that_nobody_knows_is_no_connection() =>
        await Assert.ThrowsAsync<SocketException>(async () => await Dialer(CallbackAddressPolicy.PublicOnly).ConnectAsync(new DnsEndPoint("nobody.example", 80), Cancel));

    private static CallbackDialer Dialer(CallbackAddressPolicy policy, params string[] addresses) =>
        new(policy, (_, _) => Task.FromResult(addresses.Select(IPAddress.Parse).ToArray()));
}
