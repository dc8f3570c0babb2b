using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Orchestrator.Silo.Tests;

/// <summary>What keeps a silo from starting is one clear line and exit code 1.</summary>
public sealed class StartTests
{
    [Fact]
    public async Task A_port_in_use_is_named_with_the_setting_that_changes_it()
    {
        using var folder = new TemporaryFolder();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        var (code, output) = await SiloProcess.RunToEndAsync(folder, ("--urls", $"http://127.0.0.1:{port}"));

        Assert.Equal(1, code);
        Assert.Equal($"Port {port} is in use; choose another with URLS (--urls).", output.Trim());
    }

    [Fact]
    public async Task All_wrong_settings_are_reported_at_once_with_value_and_range()
    {
        using var folder = new TemporaryFolder();

        var (code, output) = await SiloProcess.RunToEndAsync(folder, ("--gpu-overload-percent", "900"), ("--routing-stage", "magic"), ("--nonsense", "1"));

        Assert.Equal(1, code);
        Assert.Contains("GPU_OVERLOAD_PERCENT (--gpu-overload-percent) is '900'; it must be a number from 1 to 100.", output, StringComparison.Ordinal);
        Assert.Contains("ROUTING_STAGE (--routing-stage) is 'magic'; it must be one of rule, scored, ml, bandit.", output, StringComparison.Ordinal);
        Assert.Contains("'--nonsense' is not an option", output, StringComparison.Ordinal);
        Assert.DoesNotContain(" at Orchestrator", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_folder_that_cannot_be_written_is_named()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("occupied"), "a file, not a folder");

        var (code, output) = await SiloProcess.RunToEndAsync(folder, ("--data", folder.File("occupied/data")));

        Assert.Equal(1, code);
        Assert.StartsWith("The data folder '", output.Trim(), StringComparison.Ordinal);
        Assert.Single(output.Trim().Split('\n'));
    }

    [Fact]
    public async Task A_broken_policy_file_is_reported_with_line_and_column()
    {
        using var folder = new TemporaryFolder();
        SiloProcess.CopyPolicies(folder.File("policies"));
        await File.WriteAllTextAsync(folder.File("policies/routing_policy.yaml"), "rules:\n  - name: x\n    priority_order: one\n    target: CPU\n");

        var (code, output) = await SiloProcess.RunToEndAsync(folder, ("--simulate", "true"));

        Assert.Equal(1, code);
        Assert.Contains("line 3, column", output, StringComparison.Ordinal);
        Assert.DoesNotContain(" at Orchestrator", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_default_key_is_refused_on_any_address_but_loopback()
    {
        using var folder = new TemporaryFolder();

        var (code, output) = await SiloProcess.RunToEndAsync(folder, ("--urls", string.Create(CultureInfo.InvariantCulture, $"http://0.0.0.0:{FreePort.Next()}")));

        Assert.Equal(1, code);
        Assert.Contains("API_KEYS", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_printed_configuration_holds_no_secret()
    {
        using var folder = new TemporaryFolder();

        var (code, output) = await SiloProcess.RunToEndAsync(folder, ("--api-keys", "very-secret-key"), ("--print-config", "--simulate"));

        Assert.Equal(0, code);
        Assert.Contains("API_KEYS=[redacted]", output, StringComparison.Ordinal);
        Assert.Contains("SIMULATE=true", output, StringComparison.Ordinal);
        Assert.DoesNotContain("very-secret-key", output, StringComparison.Ordinal);
    }
}
