namespace Orchestrator.Grains;

/// <summary>Long computations beside the grains: on a thread of their own, at a priority that leaves the machine to the tasks.</summary>
internal static class BackgroundWork
{
    public static Task<T> RunAsync<T>(Func<T> work) => Task.Factory.StartNew(
        () =>
        {
            Thread.CurrentThread.Priority = ThreadPriority.Lowest;
            return work();
        },
        CancellationToken.None,
        TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach,
        TaskScheduler.Default);
}
