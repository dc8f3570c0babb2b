namespace Orchestrator.Cli.Bench;

/// <summary>The tasks that wait for one target, in the order they will be served.</summary>
internal sealed class WaitingQueue(QueueDiscipline discipline)
{
    private readonly List<ReplayTask> _tasks = [];
    private int _head;

    public int Count => _tasks.Count - _head;

    /// <summary>The waiting tasks, the next to be served first.</summary>
    public ReadOnlySpan<ReplayTask> Tasks => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_tasks)[_head..];

    public void Add(ReplayTask task)
    {
        var position = _tasks.Count;
        while (discipline == QueueDiscipline.Priority && position > _head && _tasks[position - 1].Value < task.Value)
        {
            position--;
        }

        _tasks.Insert(position, task);
    }

    public ReplayTask TakeFirst()
    {
        var task = _tasks[_head++];
        if (_head > 256 && _head > _tasks.Count / 2)
        {
            _tasks.RemoveRange(0, _head);
            _head = 0;
        }

        return task;
    }

    /// <summary>Takes a task out wherever it stands; false when it does not wait here.</summary>
    public bool Remove(ReplayTask task)
    {
        var position = _tasks.IndexOf(task, _head);
        if (position < 0)
        {
            return false;
        }

        _tasks.RemoveAt(position);
        return true;
    }
}
