using System.Text.Json.Serialization;

namespace Orchestrator.Cli;

/// <summary>What a backup holds; its first entry.</summary>
/// <param name="Format">Version of the archive's own layout.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="SchemaVersion">Schema of the task database: a program that is older refuses it.</param>
/// <param name="Tasks">Rows of the table of tasks.</param>
/// <param name="Files">The databases, in the order they were copied.</param>
internal sealed record BackupManifest(int Format, DateTimeOffset CreatedAt, int SchemaVersion, long Tasks, IReadOnlyList<BackedUpFile> Files)
{
    public const string EntryName = "manifest.json";
    public const int CurrentFormat = 1;
}

/// <summary>One database of a backup.</summary>
/// <param name="Name">Its name in the data folder.</param>
/// <param name="Bytes">Its size, not compressed.</param>
/// <param name="Sha256">Of those bytes, lower-case hex.</param>
internal sealed record BackedUpFile(string Name, long Bytes, string Sha256);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(BackupManifest))]
internal sealed partial class BackupJson : JsonSerializerContext;
