namespace Orchestrator.Gateway;

/// <summary>Who calls, with what is left of its limits.</summary>
/// <param name="Name">Stands for the key in tasks and limits.</param>
/// <param name="Role">What it may do.</param>
/// <param name="Limits">Its limits; null where there is none.</param>
/// <param name="Today">Money of this UTC day; null for an account without a budget, whose costs are not counted.</param>
/// <param name="ThisMonth">Money of this UTC month; null as above.</param>
/// <param name="Rate">Requests; null where the rate is not limited.</param>
internal sealed record AccountDetails(string Name, AccountRole Role, AccountLimits Limits, BudgetWindow? Today, BudgetWindow? ThisMonth, RateWindow? Rate);

/// <summary>The limits of an account.</summary>
internal sealed record AccountLimits(
    int? RateLimitPerMinute, decimal? BudgetUsdPerDay, decimal? BudgetUsdPerMonth, IReadOnlyList<ComputeTarget> AllowedTargets, TaskPriority PriorityCeiling);

/// <summary>Money of one period.</summary>
/// <param name="BudgetUsd">The budget; null when there is none for this period.</param>
/// <param name="SpentUsd">Cost of the tasks that ended in it.</param>
/// <param name="ReservedUsd">Set aside for tasks that run.</param>
/// <param name="RemainingUsd">What the next tasks may spend; null without a budget.</param>
/// <param name="ResetsAt">When the next period begins.</param>
internal sealed record BudgetWindow(decimal? BudgetUsd, decimal SpentUsd, decimal ReservedUsd, decimal? RemainingUsd, DateTime ResetsAt);

/// <summary>Requests of the last minute, this one included.</summary>
internal sealed record RateWindow(int Limit, int Remaining, int ResetSeconds);

/// <summary>What an account is told of itself.</summary>
internal static class AccountEndpoint
{
    public static IEndpointRouteBuilder MapAccountEndpoint(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/account", Get).WithName("GetAccount").WithTags("Account").WithSummary("The key's account: role, limits, money spent and set aside, requests left")
            .WithProblems(401, 429, 503);
        return routes;
    }

    private static async Task<Ok<AccountDetails>> Get(HttpContext context, GrainCalls calls, TimeProvider time)
    {
        Account account = RequestAccount.Current(context);
        AccountUsage? usage = account.HasBudget
            ? await calls.ReadAsync(account.Name, static (calls, name) => calls.Account(name).Usage(), context.RequestAborted)
            : null;
        DateTime day = time.GetUtcNow().UtcDateTime.Date;
        return TypedResults.Ok(new AccountDetails(
            account.Name,
            account.Role,
            new AccountLimits(
                context.Features.Get<RateWindow>()?.Limit, account.BudgetUsdPerDay, account.BudgetUsdPerMonth, [.. account.AllowedTargets], account.PriorityCeiling),
            usage is null ? null : Window(account.BudgetUsdPerDay, usage.SpentToday, usage.Reserved, day.AddDays(1)),
            usage is null ? null : Window(account.BudgetUsdPerMonth, usage.SpentThisMonth, usage.Reserved, day.AddDays(1 - day.Day).AddMonths(1)),
            context.Features.Get<RateWindow>()));
    }

    private static BudgetWindow Window(decimal? budget, decimal spent, decimal reserved, DateTime resetsAt) =>
        new(budget, spent, reserved, budget is { } limit ? Math.Max(0, limit - spent - reserved) : null, resetsAt);
}
