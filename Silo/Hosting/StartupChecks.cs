using System.Net;
using System.Net.Sockets;
using Orchestrator.Grains;

namespace Orchestrator.Silo;

/// <summary>Looks at what would make the start fail halfway, and says it in the operator's terms.</summary>
internal static class StartupChecks
{
    /// <exception cref="ConfigurationException">Something is in the way; the message names all of it.</exception>
    public static void Run(SiloSettings settings)
    {
        var problems = new List<string>();
        if (settings.IsGateway)
            CheckPorts(settings.ApiAddresses, SettingsTable.Urls, problems);
        if (settings.IsDashboard)
            CheckPorts(settings.DashboardAddresses, SettingsTable.DashboardUrls, problems);
        if (settings.IsSilo)
        {
            CheckPort(IPAddress.Loopback, settings.SiloPort, SettingsTable.SiloPort, problems);
            CheckPort(IPAddress.Loopback, settings.GatewayPort, SettingsTable.GatewayPort, problems);
            CheckWritable(settings.DataDirectory, problems);
        }

        if (problems.Count > 0)
            throw new ConfigurationException(string.Join(Environment.NewLine, problems));
    }

    private static void CheckPorts(IEnumerable<Uri> addresses, Setting setting, List<string> problems)
    {
        foreach (var address in addresses)
        {
            var ip = address.IsLoopback ? IPAddress.Loopback : IPAddress.TryParse(address.Host, out var parsed) ? parsed : IPAddress.Any;
            CheckPort(ip, address.Port, setting, problems);
        }
    }

    private static void CheckPort(IPAddress address, int port, Setting setting, List<string> problems)
    {
        try
        {
            using var listener = new TcpListener(address, port);
            listener.Start();
        }
        catch (SocketException exception) when (exception.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied or SocketError.AddressNotAvailable)
        {
            var why = exception.SocketErrorCode switch
            {
                SocketError.AddressAlreadyInUse => "is in use",
                SocketError.AccessDenied => "may not be opened by this user",
                _ => $"cannot be opened on {address}",
            };
            problems.Add($"Port {port} {why}; choose another with {setting.Variable} (--{setting.Flag}).");
        }
    }

    private static void CheckWritable(string directory, List<string> problems)
    {
        try
        {
            Directory.CreateDirectory(directory);
            var probe = Path.Combine(directory, $".write-test-{Environment.ProcessId}");
            File.WriteAllText(probe, "");
            File.Delete(probe);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            problems.Add($"The data folder '{directory}' cannot be written; choose another with {SettingsTable.Data.Variable} (--{SettingsTable.Data.Flag}).");
        }
    }
}
