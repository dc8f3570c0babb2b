using System.Diagnostics;
using System.Text.Json;

namespace Orchestrator.Engines;

/// <summary>
/// Remembers the child on disk, so that one that survived the death of its parent is ended at the next start.
/// Process numbers are reused: a process is only ended when its command line is the one written down.
/// </summary>
internal sealed class LlamaPidFile(string path)
{
    private sealed record Entry(int ProcessId, DateTime StartedUtc, IReadOnlyList<string> Arguments);

    public void Write(int processId, IReadOnlyList<string> arguments)
    {
        using var process = Find(processId);
        if (process is null) return;
        File.WriteAllText(path, JsonSerializer.Serialize(new Entry(processId, process.StartTime.ToUniversalTime(), arguments)));
    }

    public void Delete() => File.Delete(path);

    /// <summary>Ends the process written down, if it still is that one, and removes the file.</summary>
    /// <returns>The number of the process that was ended; null when there was nothing to do.</returns>
    public int? Sweep()
    {
        if (!File.Exists(path)) return null;
        var ended = Read() is { } entry ? End(entry) : null;
        Delete();
        return ended;
    }

    private Entry? Read()
    {
        try
        {
            return JsonSerializer.Deserialize<Entry>(File.ReadAllText(path)) is { ProcessId: > 0, Arguments.Count: > 0 } entry ? entry : null;
        }
        catch (JsonException)
        {
            return null; // Cut short by a crash: nothing in it can be trusted.
        }
    }

    private static int? End(Entry entry)
    {
        using var process = Find(entry.ProcessId);
        if (process is null || !IsSame(process, entry)) return null;
        try
        {
            process.Kill(entireProcessTree: true);
            return entry.ProcessId;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static bool IsSame(Process process, Entry entry)
    {
        try
        {
            var commandLine = $"/proc/{process.Id}/cmdline";
            return File.Exists(commandLine)
                ? File.ReadAllText(commandLine).TrimEnd('\0').EndsWith(string.Join('\0', entry.Arguments), StringComparison.Ordinal)
                : (process.StartTime.ToUniversalTime() - entry.StartedUtc).Duration() < TimeSpan.FromSeconds(2);
        }
        catch (Exception e) when (e is InvalidOperationException or IOException or UnauthorizedAccessException or System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static Process? Find(int processId)
    {
        try
        {
            return Process.GetProcessById(processId);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
