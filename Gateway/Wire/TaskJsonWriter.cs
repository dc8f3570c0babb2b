using System.Text.Json;

namespace Orchestrator.Gateway;

/// <summary>Tasks as <c>GET /v1/tasks/{id}</c> writes them, for those who send them elsewhere.</summary>
internal sealed class TaskJsonWriter : ITaskJsonWriter
{
    public byte[] Write(TaskSnapshot task) => Write(task.ToWire());

    public byte[] WriteTruncated(TaskSnapshot task) => Write(task.ToWire() with { Result = null, Embedding = null, Truncated = true });

    private static byte[] Write(TaskDetails task) => JsonSerializer.SerializeToUtf8Bytes(task, WireJson.Context.TaskDetails);
}
