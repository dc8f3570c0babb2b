using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Orchestrator.Engines;

namespace Orchestrator.Grains;

/// <summary>
/// One engine of this silo with its queue and the attempts it works on. The engine runs on the thread pool, never on a grain's turn;
/// a reader gets everything that has gathered since it last asked as one update, so that a slow reader costs no memory per token
/// and a fast one no delay.
/// </summary>
internal sealed class EngineLane(RegisteredEngine engine, TimeSpan agingStep, TimeProvider time)
{
    private readonly ConcurrentDictionary<(Guid TaskId, int Attempt), CancellationTokenSource> _attempts = new();

    public RegisteredEngine Engine => engine;

    public EngineOptions Options => engine.Engine.Options;

    public AdmissionQueue Queue { get; } = new(engine.Engine.Options.Concurrency, engine.Engine.Options.QueueLimit, agingStep, time);

    public void Cancel(Guid taskId, int attemptNumber)
    {
        if (_attempts.TryGetValue((taskId, attemptNumber), out var source))
            Stop(source);
    }

    public void CancelAll()
    {
        foreach (var source in _attempts.Values)
            Stop(source);
    }

    private static void Stop(CancellationTokenSource source)
    {
        try
        {
            source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The attempt ended in this moment.
        }
    }

    /// <summary>Runs one attempt; the last update carries the result. Ending the enumeration early stops the engine.</summary>
    public async IAsyncEnumerable<AttemptUpdate> Run(AttemptRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var updates = Channel.CreateUnbounded<AttemptUpdate>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _attempts[(request.TaskId, request.AttemptNumber)] = stop;
        var running = Task.Run(() => ProduceAsync(request, updates.Writer, stop.Token), CancellationToken.None);
        try
        {
            // Not cancellable here: the producer always ends with a result, also when it is stopped.
            while (await updates.Reader.WaitToReadAsync(CancellationToken.None))
                yield return Gather(updates.Reader);
        }
        finally
        {
            _attempts.TryRemove((request.TaskId, request.AttemptNumber), out _);
            await stop.CancelAsync();
            await running;
        }
    }

    private async Task ProduceAsync(AttemptRequest request, ChannelWriter<AttemptUpdate> updates, CancellationToken cancellationToken)
    {
        var attempt = new AttemptRun(engine, request, updates, time);
        var result = await attempt.RunAsync(Queue, cancellationToken);
        updates.TryWrite(new AttemptUpdate(null, false, result));
        updates.Complete();
    }

    /// <summary>Everything that lies ready, as one update.</summary>
    private static AttemptUpdate Gather(ChannelReader<AttemptUpdate> reader)
    {
        reader.TryRead(out var gathered);
        while (gathered.Result is null && reader.TryRead(out var next))
            gathered = new AttemptUpdate(gathered.Text + next.Text, gathered.Started || next.Started, next.Result);
        return gathered;
    }
}
