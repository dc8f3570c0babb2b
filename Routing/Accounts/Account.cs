using System.Collections.Immutable;

namespace Orchestrator.Routing;

/// <summary>What an account may do.</summary>
public enum AccountRole
{
    /// <summary>Look at everything, change nothing.</summary>
    View,

    /// <summary>Send tasks, and see and cancel its own.</summary>
    Submit,

    /// <summary>Everything, the policy and the stage included.</summary>
    Operate,
}

/// <summary>Somebody who may call, with the limits that hold for them. Immutable.</summary>
public sealed record Account
{
    /// <summary>Stands for the key in tasks, limits and logs; never the key itself.</summary>
    public required string Name { get; init; }

    /// <summary>SHA-256 of the key's UTF-8 bytes, 32 bytes.</summary>
    public required ImmutableArray<byte> KeySha256 { get; init; }

    public required AccountRole Role { get; init; }

    /// <summary>Requests a minute; 0: no limit; null: as the server says for everybody.</summary>
    public int? RateLimitPerMinute { get; init; }

    /// <summary>Most that its tasks may cost in a day (UTC), USD; null: no limit.</summary>
    public decimal? BudgetUsdPerDay { get; init; }

    /// <summary>Most that its tasks may cost in a calendar month (UTC), USD; null: no limit.</summary>
    public decimal? BudgetUsdPerMonth { get; init; }

    /// <summary>Targets its tasks never run on.</summary>
    public TargetSet BarredTargets { get; init; }

    /// <summary>The highest priority its tasks may have.</summary>
    public TaskPriority PriorityCeiling { get; init; } = TaskPriority.Urgent;

    public bool HasBudget => BudgetUsdPerDay is not null || BudgetUsdPerMonth is not null;

    /// <summary>Targets its tasks may run on, in the order they are declared.</summary>
    public IEnumerable<ComputeTarget> AllowedTargets => TargetSet.All.Where(target => !BarredTargets.Contains(target));
}
