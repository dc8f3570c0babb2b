using System.ComponentModel;
using System.Diagnostics;

namespace Orchestrator.Telemetry.Tests;

/// <summary>Prometheus' own checker, where it is installed.</summary>
internal static class Promtool
{
    /// <summary>Runs it; without it the test is skipped with the reason.</summary>
    public static async Task<(int Code, string Output)> Run(string[] arguments, string folder, string input = "")
    {
        var start = new ProcessStartInfo("promtool", arguments)
        {
            WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using var process = new Process { StartInfo = start };
        try
        {
            process.Start();
        }
        catch (Win32Exception)
        {
            Needs.No("promtool (Debian package prometheus) is not installed.");
        }
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await error);
    }
}
