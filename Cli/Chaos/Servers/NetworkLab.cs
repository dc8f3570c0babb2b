using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;

namespace Orchestrator.Cli;

/// <summary>
/// A small network of namespaces on one bridge: each silo lives in one, so that its link can be cut without touching the process. Needs root on Linux.
/// Everything is removed when this is disposed.
/// </summary>
internal sealed class NetworkLab : IAsyncDisposable
{
    private readonly string _ip;
    private readonly string _name = string.Create(CultureInfo.InvariantCulture, $"oc{Environment.ProcessId % 1_000_000}");
    private readonly string _subnet = string.Create(CultureInfo.InvariantCulture, $"198.18.{Environment.ProcessId % 256}");
    private readonly List<int> _members = [];

    private NetworkLab(string ip) => _ip = ip;

    /// <summary>Where this machine is reached from inside: a range kept for tests of networks (RFC 2544).</summary>
    public IPAddress Host => IPAddress.Parse($"{_subnet}.1");

    /// <summary>Makes the bridge, or says why that cannot be done here.</summary>
    public static async Task<(NetworkLab? Lab, string? WhyNot)> TryCreateAsync(CancellationToken cancellation)
    {
        if (!RuntimeInformation.IsOSPlatform(OSPlatform.Linux))
            return (null, "network namespaces are a feature of Linux");
        if (Environment.UserName != "root")
            return (null, "network namespaces need root");
        if (Programs.Find("ip") is not { } ip)
            return (null, "the program 'ip' is not installed (apt-get install iproute2)");
        var lab = new NetworkLab(ip);
        try
        {
            await lab.IpAsync($"link add {lab._name} type bridge", cancellation);
            await lab.IpAsync($"addr add {lab.Host}/24 dev {lab._name}", cancellation);
            await lab.IpAsync($"link set {lab._name} up", cancellation);
            await lab.AddAsync(0, cancellation);
            return (lab, null);
        }
        catch (IOException error)
        {
            await lab.DisposeAsync();
            return (null, $"this machine does not allow network namespaces ({error.Message})");
        }
    }

    /// <summary>Makes a namespace; returns its address.</summary>
    public async Task<IPAddress> AddAsync(int member, CancellationToken cancellation)
    {
        _members.Add(member);
        await IpAsync($"netns add {Namespace(member)}", cancellation);
        await IpAsync($"link add {Link(member)} type veth peer name eth0 netns {Namespace(member)}", cancellation);
        await IpAsync($"link set {Link(member)} master {_name} up", cancellation);
        await IpAsync($"-n {Namespace(member)} addr add {Address(member)}/24 dev eth0", cancellation);
        await IpAsync($"-n {Namespace(member)} link set eth0 up", cancellation);
        await IpAsync($"-n {Namespace(member)} link set lo up", cancellation);
        return Address(member);
    }

    /// <summary>What to put before a command so that it runs in the namespace.</summary>
    public IReadOnlyList<string> Inside(int member) => [_ip, "netns", "exec", Namespace(member)];

    public Task CutAsync(int member, CancellationToken cancellation) => IpAsync($"link set {Link(member)} down", cancellation);

    public Task MendAsync(int member, CancellationToken cancellation) => IpAsync($"link set {Link(member)} up", cancellation);

    public async ValueTask DisposeAsync()
    {
        foreach (var member in _members)
        {
            await Programs.TryRunAsync([_ip, "link", "del", Link(member)]);
            await Programs.TryRunAsync([_ip, "netns", "del", Namespace(member)]);
        }

        await Programs.TryRunAsync([_ip, "link", "del", _name]);
    }

    private Task IpAsync(string arguments, CancellationToken cancellation) => Programs.RunAsync([_ip, .. arguments.Split(' ')], cancellation);

    private IPAddress Address(int member) => IPAddress.Parse(string.Create(CultureInfo.InvariantCulture, $"{_subnet}.{10 + member}"));

    private string Namespace(int member) => string.Create(CultureInfo.InvariantCulture, $"{_name}-{member}");

    private string Link(int member) => string.Create(CultureInfo.InvariantCulture, $"{_name}v{member}");
}
