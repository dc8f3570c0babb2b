using System.Collections;

namespace Orchestrator.Gateway;

/// <summary>Puts <c>task_id</c> on every line that is logged inside.</summary>
internal sealed class TaskLogScope(Guid id) : IReadOnlyList<KeyValuePair<string, object?>>
{
    public int Count => 1;

    public KeyValuePair<string, object?> this[int index] => new("task_id", id);

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        yield return this[0];
    }

    public override string ToString() => $"task_id:{id}";

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
