using System.Diagnostics;

namespace Orchestrator.LlamaHost.Tests;

/// <summary>Runs LlamaHost to its end.</summary>
internal static class HostProcess
{
    public static Process Start(params string[] arguments) => Process.Start(new ProcessStartInfo("dotnet", ["exec", Native.HostAssembly, .. arguments])
    {
        RedirectStandardInput = true,
        RedirectStandardError = true,
        RedirectStandardOutput = true,
    })!;

    public static async Task<(int ExitCode, string[] ErrorLines)> RunAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        var errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
