using System.ComponentModel;
using System.Diagnostics;

namespace Orchestrator.Telemetry.Tests.Deploy;

/// <summary>What the tools of the platforms say of the files under <c>deploy</c>, where these tools are installed.</summary>
public sealed class ToolTests
{
    [Fact]
    public async Task Kustomize_puts_the_manifests_together()
    {
        var (code, output) = await RunAsync("kubectl", "kustomize", Path.Combine(Repository.Deploy, "kubernetes"));

        Assert.True(code == 0, output);
        Assert.Contains("kind: Deployment", output, StringComparison.Ordinal);
        Assert.Contains("key: webhook-secret", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Systemd_takes_the_unit()
    {
        using var folder = new TempFolder();
        // The program is not installed here; anything that can be run stands for it.
        var unit = folder.Write("orchestrator.service", Repository.Read("systemd/orchestrator.service").Replace("/opt/orchestrator/Orchestrator.Silo", "/bin/true", StringComparison.Ordinal));

        var (code, output) = await RunAsync("systemd-analyze", "verify", unit);

        Assert.True(code == 0 && !output.Contains("orchestrator.service:", StringComparison.Ordinal), output);
    }

    [Fact]
    public async Task Scripts_are_well_formed()
    {
        foreach (var script in Directory.EnumerateFiles(Repository.Root, "*.sh").Concat(Directory.EnumerateFiles(Repository.Deploy, "*.sh", SearchOption.AllDirectories)).Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, ".ci"))))
        {
            var (code, output) = await RunAsync("bash", "-n", script);
            Assert.True(code == 0, output);
        }
    }

    private static async Task<(int Code, string Output)> RunAsync(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var output = process.StandardOutput.ReadToEndAsync();
            var errors = process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            return (process.ExitCode, await output + await errors);
        }
        catch (Win32Exception)
        {
            // Neither is in the packages that the tests install; what they would say is also looked at by the tests that parse the files.
            Assert.Skip($"{program} is not installed");
            throw;
        }
    }
}
