using System.Text;

namespace Orchestrator.Grains;

/// <summary>
/// Finds the control groups this process is in. A limit binds wherever it is set between the process's own group and the
/// root, so each level is a source of its own; a level without a limit gives no figures.
/// </summary>
internal static class ControlGroups
{
    public static List<IHostSource> Find(string root, TimeProvider time)
    {
        var mount = Path.Combine(root, "sys", "fs", "cgroup");
        List<IHostSource> sources = [];
        foreach (var line in Memberships(root))
        {
            // "id:controllers:path"; version 2 has id 0 and no controllers.
            var parts = line.Split(':', 3);
            if (parts.Length != 3)
                continue;
            var controllers = parts[1].Split(',');
            if (parts[0] == "0" && parts[1].Length == 0)
                sources.AddRange(Levels(mount, parts[2]).Select(folder => new ControlGroupV2(folder, time)));
            if (controllers.Contains("cpu"))
                sources.AddRange(Levels(Path.Combine(mount, parts[1]), parts[2]).Select(folder => ControlGroupV1.Cpu(folder, CpuUsage(mount, folder, parts[1]), time)));
            if (controllers.Contains("memory"))
                sources.AddRange(Levels(Path.Combine(mount, parts[1]), parts[2]).Select(ControlGroupV1.Memory));
        }
        return sources;
    }

    private static string[] Memberships(string root)
    {
        Span<byte> buffer = stackalloc byte[TextFile.BufferSize];
        var text = TextFile.Read(Path.Combine(root, "proc", "self", "cgroup"), buffer);
        return Encoding.UTF8.GetString(text).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>
    /// The folders from the process's group up to the mount. In a container the path is often the host's and not under the
    /// mount; the mount itself is then the container's group.
    /// </summary>
    private static IEnumerable<string> Levels(string mount, string path)
    {
        for (var rest = path.Trim('/'); rest.Length > 0; rest = Path.GetDirectoryName(rest) ?? "")
        {
            var folder = Path.Combine(mount, rest);
            if (!rest.Contains("..", StringComparison.Ordinal) && Directory.Exists(folder))
                yield return folder;
        }
        if (Directory.Exists(mount))
            yield return mount;
    }

    // Usage is counted by "cpuacct", mounted with "cpu" or beside it.
    private static string CpuUsage(string mount, string folder, string controllers) =>
        controllers.Contains("cpuacct", StringComparison.Ordinal)
            ? Path.Combine(folder, "cpuacct.usage")
            : Path.Combine(mount, "cpuacct", Path.GetRelativePath(Path.Combine(mount, controllers), folder), "cpuacct.usage");
}
