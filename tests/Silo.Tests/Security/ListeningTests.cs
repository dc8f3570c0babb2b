using System.Globalization;
using System.Net;

namespace Orchestrator.Silo.Tests.Security;

/// <summary>What the process listens on, as the kernel tells it.</summary>
public sealed class ListeningTests
{
    private const string Listening = "0A";

    [Fact]
    public async Task By_default_nothing_is_reachable_from_another_machine()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The table of sockets is Linux's.");
        using var folder = new TemporaryFolder();
        await using var silo = await SiloProcess.StartAsync(folder, ("--simulate", "true"));
        int[] ports = [silo.Http.BaseAddress!.Port, silo.DashboardUrl.Port, .. silo.OrleansPorts];

        var addresses = Sockets().Where(socket => ports.Contains(socket.Port)).ToList();

        Assert.Equal(ports.Order(), addresses.Select(socket => socket.Port).Distinct().Order());
        Assert.All(addresses, socket => Assert.True(IPAddress.IsLoopback(socket.Address), $"{socket.Address}:{socket.Port}"));
    }

    private static IEnumerable<IPEndPoint> Sockets() =>
        from table in new[] { "/proc/net/tcp", "/proc/net/tcp6" }
        where File.Exists(table)
        from line in File.ReadLines(table).Skip(1)
        let columns = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        where columns[3] == Listening
        select Read(columns[1]);

    /// <summary>Words of 32 bits in the machine's byte order.</summary>
    private static IPEndPoint Read(string column)
    {
        var (address, port) = column.Split(':') is [var first, var second] ? (first, second) : throw new FormatException(column);
        byte[] bytes = [.. address.Chunk(8).SelectMany(word => Convert.FromHexString(word).Reverse())];
        var ip = new IPAddress(bytes);
        return new IPEndPoint(ip.IsIPv4MappedToIPv6 ? ip.MapToIPv4() : ip, int.Parse(port, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
    }
}
