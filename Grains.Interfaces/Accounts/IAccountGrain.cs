using Orleans.Concurrency;

namespace Orchestrator.Grains.Interfaces;

/// <summary>What an account has spent and set aside, USD. Days and months are those of UTC.</summary>
/// <param name="SpentToday">Cost of the tasks that ended today.</param>
/// <param name="SpentThisMonth">Cost of the tasks that ended this month.</param>
/// <param name="Reserved">Set aside for tasks that have not ended.</param>
[GenerateSerializer, Immutable, Alias("AccountUsage")]
public sealed record AccountUsage([property: Id(0)] decimal SpentToday, [property: Id(1)] decimal SpentThisMonth, [property: Id(2)] decimal Reserved);

/// <summary>The budget of one account, for the whole cluster. Key: the account's name. Accounts without a budget have no grain.</summary>
[Alias("IAccountGrain")]
public interface IAccountGrain : IGrainWithStringKey
{
    /// <summary>
    /// Sets money aside for a task before it spends it; durable when answered. Calling it again for the same task replaces what was set aside for it.
    /// </summary>
    /// <param name="taskId">The task.</param>
    /// <param name="held">What the task has spent, and keeps set aside, already, USD.</param>
    /// <param name="wanted">What its next attempt may cost at most, USD.</param>
    /// <param name="least">Less than this is of no use to it, USD.</param>
    /// <returns>What was added for the attempt, from <paramref name="least"/> to <paramref name="wanted"/>; null when the budget leaves less.</returns>
    [Alias("Reserve")]
    Task<decimal?> Reserve(Guid taskId, decimal held, decimal wanted, decimal least);

    /// <summary>The task has ended: books what it cost and frees the rest. One that is lost is made up for from the task's own record.</summary>
    /// <param name="taskId">The task.</param>
    /// <param name="cost">What all its attempts cost together, USD; null when that is unknown, which counts as everything that was set aside.</param>
    [OneWay, Alias("Settle")]
    Task Settle(Guid taskId, decimal? cost);

    [Alias("Usage")]
    Task<AccountUsage> Usage();
}
