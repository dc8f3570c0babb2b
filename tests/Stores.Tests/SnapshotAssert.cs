using System.Text.Json;
using Orchestrator.Grains.Interfaces;

namespace Orchestrator.Stores.Tests;

/// <summary>Compares snapshots field by field, collections by content.</summary>
internal static class SnapshotAssert
{
    private static readonly JsonSerializerOptions Options = new() { NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals };

    public static void Equal(TaskSnapshot expected, TaskSnapshot? actual) => Assert.Equal(Text(expected), Text(actual));

    private static string Text(TaskSnapshot? task) => JsonSerializer.Serialize(task, Options);
}
