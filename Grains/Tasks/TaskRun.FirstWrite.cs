using Orchestrator.Grains.Stores;

namespace Orchestrator.Grains;

/// <summary>A task whose work began before its first write, because its caller stays for the answer: what waits for that write, and what happens when it is refused.</summary>
internal sealed partial class TaskRun
{
    private readonly FirstWrite? _first;

    /// <summary>True when the caller stays for the answer.</summary>
    public bool IsAttended => _first is not null;

    /// <summary>Stops without an end, because the task was not accepted.</summary>
    public void Withdraw()
    {
        IsFencedOff = true;
        Abandon();
    }

    /// <summary>Waits until the task is durable, before something that rests on it.</summary>
    private async ValueTask BeDurableAsync()
    {
        if (_first is null or { IsDurable: true })
            return;
        _first.Hurry();
        await DecidedAsync(_first);
        if (!_first.IsRefused)
            return;
        Withdraw();
        _stop.Token.ThrowIfCancellationRequested();
    }

    private static async Task DecidedAsync(FirstWrite first) =>
        await ((Task)first.Completion).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
}
