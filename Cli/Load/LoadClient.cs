namespace Orchestrator.Cli;

/// <summary>The requests of a load run.</summary>
internal sealed class LoadClient(ApiClient client)
{
    public async Task<Guid> SubmitAsync(byte[] body, CancellationToken cancellation) => (await client.SubmitAsync(body, cancellation)).Value.TaskId;

    public Task<LoadedTask> WaitAsync(Guid id, CancellationToken cancellation) => client.WaitAsync(id, LoadJson.Default.LoadedTask, cancellation);

    /// <summary>What the server process has spent so far.</summary>
    public async Task<ServerFigures> ServerFiguresAsync(CancellationToken cancellation) => ServerFigures.Parse(await client.MetricsAsync(cancellation));
}
