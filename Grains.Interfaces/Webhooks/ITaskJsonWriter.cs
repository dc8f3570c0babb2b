namespace Orchestrator.Grains.Interfaces;

/// <summary>Writes a task as the wire contract has it. The gateway owns that mapping; whoever tells others of a task uses it too.</summary>
public interface ITaskJsonWriter
{
    /// <summary>UTF-8 JSON, the same as <c>GET /v1/tasks/{id}</c> answers.</summary>
    byte[] Write(TaskSnapshot task);

    /// <summary>The same without <c>result</c> and <c>embedding</c>, and with <c>"truncated": true</c>.</summary>
    byte[] WriteTruncated(TaskSnapshot task);
}
