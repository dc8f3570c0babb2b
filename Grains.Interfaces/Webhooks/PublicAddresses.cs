using System.Net;
using System.Net.Sockets;

namespace Orchestrator.Grains.Interfaces;

/// <summary>
/// Which addresses belong to the public Internet, by IANA's registries of special-purpose addresses. An IPv6 form that carries an IPv4 address counts
/// as what it carries where a network translates it, and as not public where it is only a tunnel.
/// </summary>
public static class PublicAddresses
{
    private static readonly IPNetwork[] SpecialV4 =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24",
            "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            // Where virtual machines of Azure find their host: public by number only.
            "168.63.129.16/32",
        }.Select(IPNetwork.Parse),
    ];

    private static readonly IPNetwork GlobalUnicastV6 = IPNetwork.Parse("2000::/3");

    /// <summary>Inside global unicast: protocol assignments with Teredo, documentation, 6to4.</summary>
    private static readonly IPNetwork[] SpecialV6 = [.. new[] { "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20" }.Select(IPNetwork.Parse)];

    /// <summary>The translation of IPv4 (RFC 6052) that networks without IPv4 use.</summary>
    private static readonly IPNetwork Translated = IPNetwork.Parse("64:ff9b::/96");

    /// <summary>True when anybody on the Internet may be behind the address; false for everything local, private, reserved or in doubt.</summary>
    public static bool Contains(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (address.AddressFamily == AddressFamily.InterNetwork)
            return !Array.Exists(SpecialV4, network => network.Contains(address));
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return false;
        if (address.IsIPv4MappedToIPv6)
            return Contains(address.MapToIPv4());
        return Translated.Contains(address)
            ? Contains(new IPAddress(address.GetAddressBytes().AsSpan(12)))
            : GlobalUnicastV6.Contains(address) && !Array.Exists(SpecialV6, network => network.Contains(address));
    }
}
