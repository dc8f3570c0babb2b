using System.CommandLine;
using System.Globalization;
using System.Text.Json;

namespace Orchestrator.Cli;

/// <summary><c>orchestrator backup</c> and <c>restore</c>, for embedded storage. A cluster's database has PostgreSQL's own tools.</summary>
internal static class BackupCommands
{
    /// <summary>What a restore leaves of the database it replaces.</summary>
    private const string Replaced = ".replaced";

    private static readonly string[] Companions = ["-wal", "-shm", "-journal"];

    public static Command Backup(CommandContext context)
    {
        Option<string> data = DataFolder(), output = new("--output") { Description = "File to write; default orchestrator-backup-<time>.zip here" };
        Option<bool> force = new("--force") { Description = "Replace the file if it is there" };
        return context.Local("backup", "Write tasks and statistics of an embedded silo to one file, while it runs or not", (arguments, _) =>
        {
            var time = TimeProvider.System;
            var file = arguments.GetValue(output) ?? string.Create(CultureInfo.InvariantCulture, $"orchestrator-backup-{time.GetUtcNow():yyyyMMdd-HHmmss}.zip");
            if (File.Exists(file) && !arguments.GetValue(force))
                throw new IOException($"'{file}' is there already; --force replaces it.");
            var manifest = BackupArchive.Write(arguments.GetRequiredValue(data), file, time);
            Tell(context, arguments, manifest, $"Wrote {manifest.Tasks} tasks to {file}.");
            return Task.FromResult(ExitCode.Success);
        }, data, output, force);
    }

    public static Command Restore(CommandContext context)
    {
        Argument<string> file = new("file") { Description = "A file that backup wrote" };
        Option<string> data = DataFolder();
        Option<bool> force = new("--force") { Description = "Replace what is in the data folder; it is kept beside the new files, with the ending .replaced" };
        return context.Local("restore", "Put a backup into the data folder of a silo that is stopped", (arguments, _) =>
        {
            var folder = arguments.GetRequiredValue(data);
            var manifest = Restore(arguments.GetRequiredValue(file), folder, arguments.GetValue(force));
            Tell(context, arguments, manifest, string.Create(CultureInfo.InvariantCulture, $"Restored {manifest.Tasks} tasks of {manifest.CreatedAt:u} into {folder}."));
            return Task.FromResult(ExitCode.Success);
        }, file, data, force);
    }

    private static BackupManifest Restore(string archive, string folder, bool force)
    {
        if (!File.Exists(archive))
            throw new FileNotFoundException($"There is no '{archive}'.");
        string[] present = [.. EmbeddedData.Files.Select(name => Path.Combine(folder, name)).Where(File.Exists)];
        if (present.Length > 0 && !force)
            throw new IOException($"'{present[0]}' is there already; --force replaces it.");
        Directory.CreateDirectory(folder);
        // In the same folder, so that the last step is a rename.
        var work = Directory.CreateDirectory(Path.Combine(folder, $".restore-{Environment.ProcessId}"));
        try
        {
            var manifest = BackupArchive.Unpack(archive, work.FullName);
            foreach (var path in present)
                EmbeddedData.Close(path);
            foreach (var path in present)
                SetAside(path);
            foreach (var name in manifest.Files.Select(restored => restored.Name))
                File.Move(Path.Combine(work.FullName, name), Path.Combine(folder, name));
            return manifest;
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }

    private static void SetAside(string path)
    {
        File.Move(path, path + Replaced, overwrite: true);
        // Left behind they would be taken for the log of the new file.
        foreach (var companion in Companions)
            File.Delete(path + companion);
    }

    private static void Tell(CommandContext context, ParseResult arguments, BackupManifest manifest, string sentence) =>
        context.Output.WriteLine(arguments.GetValue(context.Json) ? JsonSerializer.Serialize(manifest, BackupJson.Default.BackupManifest) : sentence);

    private static Option<string> DataFolder() => new("--data") { Description = "Data folder of the silo (its setting DATA)", DefaultValueFactory = _ => "./data" };
}
