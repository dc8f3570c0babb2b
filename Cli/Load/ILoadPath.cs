namespace Orchestrator.Cli;

/// <summary>The way a task of a load run takes to the server and back. Thread-safe.</summary>
internal interface ILoadPath
{
    /// <summary>The request of task <paramref name="number"/>, written before the clock starts.</summary>
    byte[] Body(string run, int number);

    /// <summary>Runs one task to its end and tells the tally.</summary>
    /// <param name="tally">Where it is counted.</param>
    /// <param name="body">What <see cref="Body"/> wrote.</param>
    /// <param name="mark">What its answer must quote.</param>
    /// <param name="since">When it was due, as a <see cref="System.Diagnostics.Stopwatch"/> timestamp.</param>
    /// <param name="cancellation">Ends the run.</param>
    /// <exception cref="ApiException">The server refused it or cannot be reached.</exception>
    Task RunAsync(LoadTally tally, byte[] body, string mark, long since, CancellationToken cancellation);

    /// <summary>Looks at what the server has written down, after the clock has stopped.</summary>
    Task CheckAsync(LoadTally tally, CancellationToken cancellation) => Task.CompletedTask;
}
