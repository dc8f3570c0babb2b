namespace Orchestrator.Grains.Stores;

/// <summary>One thread of its own for SQLite's blocking writes, so that a slow disk never holds a thread of the pool or a grain.</summary>
internal sealed class SqliteWriterThread : IDisposable
{
    // A monitor and no blocking collection: that one spins for a while before it sleeps, which on a small machine takes the time from whoever has the next write.
    private readonly object _monitor = new();
    private readonly Queue<Action> _work = new();
    private readonly Thread _thread;
    private bool _ending;

    public SqliteWriterThread()
    {
        _thread = new Thread(Run) { IsBackground = true, Name = "SQLite writer" };
        _thread.Start();
    }

    /// <summary>Runs <paramref name="work"/> on the thread, after what was handed in before.</summary>
    /// <exception cref="ObjectDisposedException">The thread has ended.</exception>
    public Task RunAsync(Action work)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_monitor)
        {
            ObjectDisposedException.ThrowIf(_ending, this);
            _work.Enqueue(() =>
            {
                try
                {
                    work();
                    done.SetResult();
                }
                catch (Exception error)
                {
                    done.SetException(error);
                }
            });
            Monitor.Pulse(_monitor);
        }

        return done.Task;
    }

    /// <summary>Ends the thread when everything that was handed in is done.</summary>
    public void Dispose()
    {
        lock (_monitor)
        {
            _ending = true;
            Monitor.Pulse(_monitor);
        }

        _thread.Join();
    }

    private void Run()
    {
        while (Next() is { } work)
            work();
    }

    private Action? Next()
    {
        lock (_monitor)
        {
            while (_work.Count == 0 && !_ending)
                Monitor.Wait(_monitor);
            return _work.TryDequeue(out var work) ? work : null;
        }
    }
}
