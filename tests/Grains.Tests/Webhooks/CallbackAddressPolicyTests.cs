using System.Net;
using Orchestrator.Grains.Interfaces;

namespace Orchestrator.Grains.Tests.Webhooks;

public sealed class CallbackAddressPolicyTests
{
    /// <summary>Everything that leads, or may lead, into the network of the server.</summary>
    public static TheoryData<string> Refused =>
    [
        // Loopback, in every form that somebody has tried.
        "http://127.0.0.1/", "http://127.0.0.1:8080/hook", "https://127.8.9.10/", "http://localhost/", "http://LOCALHOST:8000/", "http://localhost./", "http://api.localhost/",
        "http://127.1/", "http://127.0.1/", "http://2130706433/", "http://0x7f000001/", "http://0x7f.0.0.1/", "http://0177.0.0.1/", "http://017700000001/",
        "http://127.0.0.1./", "http://0x7f.1/", "http://１２７.０.０.１/", "http://127。0。0。1/", "http://①②⑦.0.0.1/",
        "http://[::1]/", "http://[0:0:0:0:0:0:0:1]/", "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/", "http://[::127.0.0.1]/",
        // This host, broadcast, multicast, reserved.
        "http://0.0.0.0/", "http://0/", "http://0.1.2.3/", "http://[::]/", "http://255.255.255.255/", "http://224.0.0.1/", "http://239.255.255.250/", "http://240.0.0.1/",
        "http://[ff02::1]/", "http://[ff05::2]/",
        // Private, shared, link-local, unique-local.
        "http://10.0.0.1/", "http://10.255.255.255/", "http://172.16.0.1/", "http://172.31.255.254/", "http://192.168.0.1/", "http://192.168.1.1:9000/", "http://100.64.0.1/",
        "http://100.127.255.254/", "http://169.254.0.1/", "http://3232235777/", "http://0xc0a80101/", "http://[fe80::1]/", "http://[fe80::1%25eth0]/", "http://[fc00::1]/",
        "http://[fd12:3456:789a::1]/", "http://[fec0::1]/", "http://[::ffff:10.0.0.1]/", "http://[::ffff:192.168.0.1]/",
        // Metadata services.
        "http://169.254.169.254/latest/meta-data/", "http://2852039166/", "http://0xa9fea9fe/", "http://0251.0376.0251.0376/", "http://[fd00:ec2::254]/", "http://[::ffff:169.254.169.254]/",
        "http://[::ffff:a9fe:a9fe]/", "http://100.100.100.200/", "http://192.0.0.192/", "http://168.63.129.16/", "http://metadata.google.internal/",
        // An IPv4 address inside an IPv6 one: 6to4, NAT64, Teredo.
        "http://[2002:7f00:1::]/", "http://[2002:a00:1::1]/", "http://[64:ff9b::7f00:1]/", "http://[64:ff9b::a9fe:a9fe]/", "http://[64:ff9b:1::1]/", "http://[2001:0:4136:e378:8000:63bf:80ff:fffe]/",
        // Documentation and benchmarks.
        "http://192.0.2.1/", "http://198.51.100.7/", "http://203.0.113.9/", "http://198.18.0.1/", "http://198.19.255.255/", "http://[2001:db8::1]/", "http://[3fff::1]/", "http://192.88.99.1/",
        // Names of this network.
        "http://printer.local/", "http://db.internal/", "http://router.home.arpa/", "http://localhost.localdomain/",
        // What a reader and a program may take for different hosts.
        "http://user@example.org/", "http://example.org@127.0.0.1/", "http://user:password@example.org/", "http://@example.org/", "http://example.org\\@127.0.0.1/",
        "http://example.org /", " http://example.org/", "http://exa\tmple.org/", "http://127%2e0.0.1/", "http://example.org%00.evil.org/",
        // Not the web.
        "ftp://example.org/", "file:///etc/passwd", "gopher://example.org/", "javascript:alert(1)", "data:text/plain,x", "//example.org/", "/hook", "example.org/hook", "http://", "http:///hook", "",
    ];

    public static TheoryData<string> Accepted =>
    [
        "http://example.org/", "https://example.org:8443/hook?token=1&x=a@b", "https://8.8.8.8/", "http://1.1.1.1:8080/", "https://[2606:4700:4700::1111]/", "http://[::ffff:8.8.8.8]/",
        "http://[64:ff9b::808:808]/", "http://172.15.0.1/", "http://172.32.0.1/", "http://100.63.255.255/", "http://100.128.0.1/", "http://11.0.0.1/", "http://127.0.0.1.example.org/",
        "https://localhost.example.org/", "https://internal.example.org/", "https://bücher.example/", "http://169.253.169.254/", "http://223.255.255.254/",
    ];

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_leads_into_this_network_is_refused(string url) => Assert.NotNull(CallbackAddressPolicy.PublicOnly.Refuse(url));

    [Theory]
    [MemberData(nameof(Accepted))]
    public void What_is_public_is_accepted(string url) => Assert.Null(CallbackAddressPolicy.PublicOnly.Refuse(url));

    [Theory]
    [InlineData("http://127.0.0.1:9000/hook")]
    [InlineData("http://2130706433:9000/")]
    [InlineData("http://hooks.internal/")]
    [InlineData("http://HOOKS.internal.:81/")]
    [InlineData("http://[fd00::5]:70/")]
    public void A_listed_host_is_accepted_in_any_form(string url)
    {
        var policy = CallbackAddressPolicy.Parse("127.0.0.1:9000, hooks.internal,[fd00::5]", out var wrong);

        Assert.Null(wrong);
        Assert.Null(policy.Refuse(url));
    }

    [Theory]
    [InlineData("http://127.0.0.1:9001/")]
    [InlineData("http://127.0.0.1/")]
    [InlineData("http://other.internal/")]
    [InlineData("http://user@hooks.internal/")]
    [InlineData("http://[fd00::6]/")]
    public void A_listed_host_opens_no_other_door(string url) =>
        Assert.NotNull(CallbackAddressPolicy.Parse("127.0.0.1:9000,hooks.internal,[fd00::5]", out _).Refuse(url));

    [Theory]
    [InlineData("http://hooks.internal")]
    [InlineData("hooks.internal/path")]
    [InlineData("a b")]
    [InlineData("user@host")]
    [InlineData("host:99999")]
    public void A_list_with_something_else_in_it_is_wrong(string list)
    {
        CallbackAddressPolicy.Parse($"good.example,{list}", out var wrong);

        Assert.Equal(list, wrong);
    }

    [Fact]
    public void A_resolved_address_must_be_public_unless_its_host_is_listed()
    {
        var policy = CallbackAddressPolicy.Parse("hooks.internal:80", out _);

        Assert.False(policy.Allows("example.org", 80, IPAddress.Loopback));
        Assert.False(policy.Allows("hooks.internal", 81, IPAddress.Loopback));
        Assert.True(policy.Allows("hooks.internal", 80, IPAddress.Loopback));
        Assert.True(policy.Allows("example.org", 80, IPAddress.Parse("8.8.8.8")));
    }
}
