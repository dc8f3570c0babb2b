using System.Diagnostics;

namespace Orchestrator.TestServers;

/// <summary>Runs programs, as user <c>postgres</c> where root may not.</summary>
internal static class ServerProgram
{
    /// <summary>Runs a program to its end.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message has what it printed.</exception>
    public static async Task RunAsync(string program, IEnumerable<string> arguments, string? asUser = null)
    {
        using var process = Start(program, arguments, asUser, capture: true);
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{Path.GetFileName(program)} failed with {process.ExitCode}: {await output}{await errors}");
    }

    public static Process Start(string program, IEnumerable<string> arguments, string? asUser = null, bool capture = false)
    {
        var start = new ProcessStartInfo(asUser is null ? program : "setpriv") { RedirectStandardOutput = capture, RedirectStandardError = capture };
        if (asUser is not null)
        {
            foreach (var argument in (string[])["--reuid", asUser, "--regid", asUser, "--init-groups", program])
                start.ArgumentList.Add(argument);
        }

        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        return Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
    }

    /// <summary>The first of the folders that has the program; null when none has.</summary>
    public static string? Find(string name, params IEnumerable<string> folders) => folders
        .Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries))
        .Select(folder => Path.Combine(folder, name))
        .FirstOrDefault(File.Exists);
}
