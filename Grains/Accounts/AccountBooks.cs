namespace Orchestrator.Grains;

/// <summary>
/// The money of one account, in decimals: spent in the current day and month, and set aside for tasks that run. What a task costs counts in the day and month in which it
/// ends; until then what is set aside counts in both, so neither budget can be passed at any order of events. Not thread-safe.
/// </summary>
internal sealed class AccountBooks
{
    private decimal? _reserved;

    /// <summary>The UTC day that <see cref="SpentToday"/> is of.</summary>
    public DateOnly Day { get; set; }

    public decimal SpentToday { get; set; }

    /// <summary>Spent in the month of <see cref="Day"/>.</summary>
    public decimal SpentThisMonth { get; set; }

    /// <summary>Set aside, by task. Changed by these methods alone.</summary>
    public Dictionary<Guid, decimal> Reserved { get; init; } = [];

    /// <summary>Set aside, all tasks together.</summary>
    public decimal ReservedInAll() => _reserved ??= Reserved.Values.Sum();

    /// <summary>Starts a new day, and a new month, when it is time.</summary>
    public void Turn(DateTimeOffset now)
    {
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        if (today <= Day)
            return;
        SpentToday = 0;
        if ((today.Year, today.Month) != (Day.Year, Day.Month))
            SpentThisMonth = 0;
        Day = today;
    }

    /// <summary>Adds up to <paramref name="wanted"/> to what the task holds; null when there is less than <paramref name="least"/>.</summary>
    public decimal? Reserve(Guid task, decimal held, decimal wanted, decimal least, decimal? budgetPerDay, decimal? budgetPerMonth)
    {
        var others = ReservedInAll() - Reserved.GetValueOrDefault(task) + held;
        var left = Math.Min(
            budgetPerDay - SpentToday - others ?? decimal.MaxValue,
            budgetPerMonth - SpentThisMonth - others ?? decimal.MaxValue);
        var granted = Math.Min(wanted, left);
        if (granted <= 0 || granted < least)
            return null;
        Reserved[task] = held + granted;
        _reserved = others + granted;
        return granted;
    }

    /// <summary>Books the end of a task; false when it was booked before, or held nothing.</summary>
    public bool Settle(Guid task, decimal? cost)
    {
        var inAll = ReservedInAll();
        if (!Reserved.Remove(task, out var reserved))
            return false;
        _reserved = inAll - reserved;
        SpentToday += cost ?? reserved;
        SpentThisMonth += cost ?? reserved;
        return true;
    }
}
