namespace Orchestrator.Grains;

/// <summary>The account's part in a task: where it may run, and its budget, of which an attempt that costs something gets its share before it starts.</summary>
internal sealed partial class TaskRun
{
    private TargetSet _overBudget;
    private decimal _heldUsd;
    private bool _mustSettle;

    private Account? Account => _services.Accounts.Find(Snapshot.Submission.Account);

    private decimal SpentUsd => TaskCosts.Spent(Snapshot.Attempts, _chunks);

    private IAccountGrain Budget => _services.Grains.Account(Snapshot.Submission.Account);

    /// <summary>Decides until there is a target the account can pay for, or none at all.</summary>
    private async Task<DecisionResult> DecideWithinBudgetAsync(TaskProfile profile, TriedTargets tried)
    {
        _overBudget = TargetSet.None;
        _heldUsd = SpentUsd;
        while (true)
        {
            var result = await DecideAsync(profile, tried);
            // The slot that was booked for one that cannot be paid for goes to the next decision, or is freed at the task's end.
            if (result.Decision is not { } decision)
                return result;
            if (await PayAsync(decision, profile) is { } paid)
                return result with { Decision = paid };
            _overBudget = _overBudget.With(decision.Target);
        }
    }

    /// <summary>Sets aside what the attempt may cost, and limits its answer to that; null when the budget does not allow it. Free attempts, and accounts without a budget, cost no call.</summary>
    private async ValueTask<RoutingDecision?> PayAsync(RoutingDecision decision, TaskProfile profile)
    {
        if (Account is not { HasBudget: true }
            || AttemptReserve.Of(profile, decision, _step.Submission.MaxOutputTokens, _services.Costs, _services.Time.GetUtcNow()) is not { } reserve)
            return decision;
        await BeDurableAsync();
        for (var pause = RetryPause; ; pause = Longer(pause))
        {
            try
            {
                _mustSettle = true;
                if (await Budget.Reserve(Snapshot.Id, _heldUsd, reserve.Usd, reserve.LeastUsd) is not { } granted)
                    return null;
                _heldUsd += granted;
                return decision with { MaxOutputTokens = Smaller(decision.MaxOutputTokens, reserve.TokensFor(granted)) };
            }
            catch (Exception exception) when (ClusterFaults.ArePassing(exception) && Age < _services.Options.TaskTimeout)
            {
                Log.BudgetUnavailable(_services.Logger, Snapshot.Id, exception.Message);
            }

            await Task.Delay(pause, _services.Time, _stop.Token);
        }
    }

    /// <summary>Tells the account what the task cost. Should that get lost, the account finds out by itself from the stored task.</summary>
    private void Settle(TaskSnapshot terminal)
    {
        if (_mustSettle)
            Budget.Settle(terminal.Id, terminal.ActualCostUsd).Ignore();
    }
}
