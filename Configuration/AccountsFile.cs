using System.Text.RegularExpressions;
using Orchestrator.Routing;

namespace Orchestrator.Configuration;

/// <summary>The accounts as their file says them.</summary>
/// <param name="Accounts">In file order.</param>
/// <param name="Errors">What is wrong; the accounts are only to be used when this is empty.</param>
public sealed record AccountsDocument(IReadOnlyList<Account> Accounts, IReadOnlyList<PolicyError> Errors);

/// <summary>Reads <c>accounts.yaml</c>.</summary>
public static partial class AccountsFile
{
    private const int HashBytes = 32;
    private const int MostRequests = 10_000_000;
    private const decimal HighestBudget = 1_000_000_000m;

    /// <summary>Reads and validates all accounts. Every error carries its line and column.</summary>
    /// <param name="text">The file.</param>
    /// <param name="taken">Accounts that exist besides: neither their names nor their keys can be used again.</param>
    public static AccountsDocument Parse(string text, IReadOnlyCollection<Account> taken)
    {
        ArgumentNullException.ThrowIfNull(taken);
        var errors = new YamlErrors();
        var accounts = new List<Account>();
        var root = YamlFile.Parse(text, errors)?.AsMap("accounts");
        foreach (var item in root?.Required("accounts")?.AsList() ?? [])
        {
            if (Read(item) is not { } account)
                continue;
            RefuseTaken(account, item, taken, "API_KEYS has it");
            RefuseTaken(account, item, accounts, "another account has it");
            accounts.Add(account);
        }

        return new(accounts, errors.All);
    }

    private static Account? Read(YamlValue item)
    {
        if (item.AsMap(
            "name", "key_sha256", "role", "rate_limit_per_minute", "budget_usd_per_day", "budget_usd_per_month", "allowed_targets", "priority_ceiling") is not { } map)
            return null;
        var name = Name(map.Required("name"));
        var hash = Hash(map.Required("key_sha256"));
        var role = map.Required("role")?.AsChoice<AccountRole>();
        var rate = map.Number("rate_limit_per_minute", 0, MostRequests);
        var (day, month) = (map.Number("budget_usd_per_day", 0m, HighestBudget), map.Number("budget_usd_per_month", 0m, HighestBudget));
        var barred = Barred(map["allowed_targets"]);
        var ceiling = map.Choice<TaskPriority>("priority_ceiling");
        return name is null || hash is null || role is null ? null : new Account
        {
            Name = name,
            KeySha256 = [.. hash],
            Role = role.Value,
            RateLimitPerMinute = rate,
            BudgetUsdPerDay = day,
            BudgetUsdPerMonth = month,
            BarredTargets = barred,
            PriorityCeiling = ceiling ?? TaskPriority.Urgent,
        };
    }

    private static string? Name(YamlValue? value)
    {
        if (value?.AsText() is not { } name || NamePattern().IsMatch(name))
            return value?.AsText();
        value.Refuse($"'{name}' is not a name: 1 to 64 of a-z, 0-9, '.', '_' and '-', the first a letter or digit");
        return null;
    }

    /// <summary>A wrong one is never repeated in the error: it may be the key itself, put there by mistake.</summary>
    private static byte[]? Hash(YamlValue? value)
    {
        if (value?.AsText() is not { } text)
            return null;
        if (text.Length == HashBytes * 2 && text.All(char.IsAsciiHexDigit))
            return Convert.FromHexString(text);
        value.Refuse($"must be the SHA-256 of the key as {HashBytes * 2} hex digits, not {text.Length} characters; 'orchestrator keys new' makes one");
        return null;
    }

    private static TargetSet Barred(YamlValue? value)
    {
        if (value?.AsList() is not { } items)
            return TargetSet.None;
        if (items.Count == 0)
            value.Refuse("is empty; leave it out to allow every target");
        var allowed = TargetSet.None;
        foreach (var item in items)
        {
            if (item.AsChoice<ComputeTarget>() is not { } target)
                continue;
            if (allowed.Contains(target))
                item.Refuse($"'{WireNames.Of(target)}' is listed twice");
            allowed = allowed.With(target);
        }

        return TargetSet.All.Where(target => !allowed.Contains(target)).Aggregate(TargetSet.None, (barred, target) => barred.With(target));
    }

    private static void RefuseTaken(Account account, YamlValue item, IReadOnlyCollection<Account> others, string who)
    {
        var map = item.AsMap()!;
        if (others.Any(other => other.Name == account.Name))
            map["name"]!.Refuse($"'{account.Name}' is taken: {who}");
        if (others.Any(other => other.KeySha256.SequenceEqual(account.KeySha256)))
            map["key_sha256"]!.Refuse($"is the hash of a key that is taken: {who}");
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9._-]{0,63}$")]
    private static partial Regex NamePattern();
}
