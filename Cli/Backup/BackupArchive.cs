using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;

namespace Orchestrator.Cli;

/// <summary>A backup: one zip file with a manifest and the databases. It holds prompts and results, so only its owner may read it.</summary>
internal static class BackupArchive
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Writes a backup of <paramref name="data"/>; the file appears when it is whole.</summary>
    /// <exception cref="IOException">There is nothing to back up, or the file cannot be written.</exception>
    public static BackupManifest Write(string data, string output, TimeProvider time)
    {
        var tasks = Path.Combine(data, EmbeddedData.Tasks);
        if (!File.Exists(tasks))
            throw new FileNotFoundException($"There is no {EmbeddedData.Tasks} in '{data}'; --data names the data folder of a silo with embedded storage.");
        var folder = Path.GetDirectoryName(Path.GetFullPath(output))!;
        Directory.CreateDirectory(folder);
        var work = Directory.CreateTempSubdirectory("orchestrator-backup-");
        try
        {
            List<BackedUpFile> files = [];
            foreach (var name in EmbeddedData.Files.Where(name => File.Exists(Path.Combine(data, name))))
            {
                var copy = Path.Combine(work.FullName, name);
                EmbeddedData.Copy(Path.Combine(data, name), copy);
                files.Add(new BackedUpFile(name, new FileInfo(copy).Length, Hash(copy)));
            }

            var (schema, count) = EmbeddedData.Describe(Path.Combine(work.FullName, EmbeddedData.Tasks));
            var manifest = new BackupManifest(BackupManifest.CurrentFormat, time.GetUtcNow(), schema, count, files);
            var partial = Path.Combine(folder, $".{Path.GetFileName(output)}.partial");
            Pack(partial, manifest, work.FullName);
            File.Move(partial, output, overwrite: true);
            return manifest;
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }

    /// <summary>Unpacks the databases into <paramref name="folder"/> and checks each against its checksum and page by page.</summary>
    /// <exception cref="InvalidDataException">It is no backup, a newer one, or damaged.</exception>
    public static BackupManifest Unpack(string archive, string folder)
    {
        using var zip = ZipFile.OpenRead(archive);
        var manifest = ReadManifest(zip, archive);
        foreach (var file in manifest.Files)
        {
            if (!EmbeddedData.Files.Contains(file.Name) || zip.GetEntry(file.Name) is not { } entry)
                throw new InvalidDataException($"'{archive}' is damaged: {file.Name} is missing or does not belong there.");
            var path = Path.Combine(folder, file.Name);
            entry.ExtractToFile(path);
            if (new FileInfo(path).Length != file.Bytes || Hash(path) != file.Sha256)
                throw new InvalidDataException($"'{archive}' is damaged: the checksum of {file.Name} is not that of the manifest.");
            EmbeddedData.Verify(path);
        }

        return manifest;
    }

    private static void Pack(string path, BackupManifest manifest, string folder)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.ReadWrite };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        using var stream = new FileStream(path, options);
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            using (var entry = zip.CreateEntry(BackupManifest.EntryName).Open())
                JsonSerializer.Serialize(entry, manifest, BackupJson.Default.BackupManifest);
            foreach (var file in manifest.Files)
                zip.CreateEntryFromFile(Path.Combine(folder, file.Name), file.Name, CompressionLevel.Fastest);
        }

        stream.Flush(flushToDisk: true);
    }

    private static BackupManifest ReadManifest(ZipArchive zip, string archive)
    {
        try
        {
            using var entry = (zip.GetEntry(BackupManifest.EntryName) ?? throw new InvalidDataException($"'{archive}' is not a backup of the orchestrator.")).Open();
            var manifest = JsonSerializer.Deserialize(entry, BackupJson.Default.BackupManifest) ?? throw new JsonException();
            return manifest.Format == BackupManifest.CurrentFormat
                ? manifest
                : throw new InvalidDataException($"'{archive}' has format {manifest.Format}; this tool reads format {BackupManifest.CurrentFormat}.");
        }
        catch (JsonException)
        {
            throw new InvalidDataException($"'{archive}' is damaged: its manifest cannot be read.");
        }
    }

    private static string Hash(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
