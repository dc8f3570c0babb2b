using Microsoft.Extensions.Logging;
using Orchestrator.Grains.Stores;
using Orleans.Concurrency;

namespace Orchestrator.Grains;

/// <summary>
/// Keeps the budget of one account. What is set aside is on disk before it is granted, so that a crash never makes the same money available twice; callers that come
/// together share one write. What was set aside for a task whose end was never told (its silo died, or this grain's did) is settled by the task's own record.
/// </summary>
[Reentrant, AvoidDraining]
internal sealed partial class AccountGrain(
    [PersistentState("account", OrchestratorStorage.SmallState)] IPersistentState<AccountState> saved,
    IAccounts accounts,
    ITaskStore store,
    TimeProvider time,
    ILogger<AccountGrain> logger) : Grain, IAccountGrain
{
    private static readonly TimeSpan ReconcileInterval = TimeSpan.FromSeconds(30);

    private AccountBooks _books = new();
    private HashSet<Guid> _unsettledBefore = [];
    private Task _writing = Task.CompletedTask;
    private long _changes;
    private long _written;

    private Account? Account => accounts.Current.Find(this.GetPrimaryKeyString());

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _books = saved.State.Restore();
        // What was set aside before this activation may have ended meanwhile: it is looked at in the first round already.
        _unsettledBefore = [.. _books.Reserved.Keys];
        this.RegisterGrainTimer(ReconcileAsync, new GrainTimerCreationOptions(TimeSpan.Zero, ReconcileInterval) { Interleave = true });
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) =>
        _written < _changes ? SaveAsync().WaitAsync(cancellationToken) : Task.CompletedTask;

    public async Task<decimal?> Reserve(Guid taskId, decimal held, decimal wanted, decimal least)
    {
        _books.Turn(time.GetUtcNow());
        var account = Account;
        if (_books.Reserve(taskId, held, wanted, least, account?.BudgetUsdPerDay, account?.BudgetUsdPerMonth) is not { } granted)
            return null;
        await SaveAsync();
        return granted;
    }

    public Task Settle(Guid taskId, decimal? cost)
    {
        _books.Turn(time.GetUtcNow());
        // A crash before it is written costs nothing: the task is still set aside on disk then, and its own record says what it cost.
        return _books.Settle(taskId, cost) ? SaveAsync() : Task.CompletedTask;
    }

    public Task<AccountUsage> Usage()
    {
        _books.Turn(time.GetUtcNow());
        return Task.FromResult(new AccountUsage(_books.SpentToday, _books.SpentThisMonth, _books.ReservedInAll()));
    }

    /// <summary>Returns when everything that has changed up to now is on disk.</summary>
    private async Task SaveAsync()
    {
        var change = ++_changes;
        while (_written < change)
        {
            if (_writing.IsCompleted)
                _writing = WriteAsync();
            await _writing;
        }
    }

    private async Task WriteAsync()
    {
        // Those that came in the same moment are in it too.
        await Task.Yield();
        var change = _changes;
        saved.State.Keep(_books);
        await saved.WriteStateAsync();
        _written = change;
    }

    /// <summary>Settles what was set aside a round ago and has ended since: its end was not told to this grain.</summary>
    private async Task ReconcileAsync(CancellationToken cancellationToken)
    {
        foreach (var task in _unsettledBefore.Where(_books.Reserved.ContainsKey).ToList())
        {
            try
            {
                var ended = await store.ReadAsync(task, cancellationToken);
                if (ended is { IsTerminal: false })
                    continue;
                await Settle(task, ended is null ? 0 : ended.ActualCostUsd);
                Log.Reconciled(logger, this.GetPrimaryKeyString(), task);
            }
            catch (UnavailableException exception)
            {
                Log.Postponed(logger, this.GetPrimaryKeyString(), exception.Message);
                break;
            }
        }

        _unsettledBefore = [.. _books.Reserved.Keys];
    }

    private static partial class Log
    {
        [LoggerMessage(3600, LogLevel.Information, "account.reconciled {account}: task {task_id} had ended without telling", EventName = "account.reconciled")]
        public static partial void Reconciled(ILogger logger, string account, Guid task_id);

        [LoggerMessage(3601, LogLevel.Warning, "account.postponed {account}: {reason}", EventName = "account.postponed")]
        public static partial void Postponed(ILogger logger, string account, string reason);
    }
}
