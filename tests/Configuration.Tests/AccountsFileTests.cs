using Orchestrator.Routing;

namespace Orchestrator.Configuration.Tests;

public sealed class AccountsFileTests
{
    private const string Hash = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

    [Fact]
    public void An_account_is_read_with_all_its_limits()
    {
        var account = Assert.Single(Parse($"""
            accounts:
              - name: shop
                key_sha256: {Hash}
                role: submit
                rate_limit_per_minute: 600
                budget_usd_per_day: 0.01
                budget_usd_per_month: 40
                allowed_targets: [CPU, CLOUD]
                priority_ceiling: HIGH
            """).Accounts);

        Assert.Equal(("shop", AccountRole.Submit, 600, 0.01m, 40m), (account.Name, account.Role, account.RateLimitPerMinute, account.BudgetUsdPerDay, account.BudgetUsdPerMonth));
        Assert.Equal([ComputeTarget.Cpu, ComputeTarget.Cloud], account.AllowedTargets);
        Assert.Equal(TaskPriority.High, account.PriorityCeiling);
        Assert.Equal(Hash, Convert.ToHexStringLower(account.KeySha256.AsSpan()));
    }

    [Fact]
    public void What_is_left_out_is_no_limit()
    {
        var account = Assert.Single(Parse($"accounts:\n  - {{ name: a, key_sha256: {Hash}, role: view }}").Accounts);

        Assert.False(account.HasBudget);
        Assert.Null(account.RateLimitPerMinute);
        Assert.Equal(TargetSet.All, account.AllowedTargets);
        Assert.Equal(TaskPriority.Urgent, account.PriorityCeiling);
    }

    [Theory]
    [InlineData("name: Shop", "accounts[0].name", "'Shop' is not a name")]
    [InlineData("name: 'a|b'", "accounts[0].name", "is not a name")]
    [InlineData("role: admin", "accounts[0].role", "'admin' is not one of view, submit, operate")]
    [InlineData("rate_limit_per_minute: -1", "accounts[0].rate_limit_per_minute", "'-1' is not a whole number from 0 to 10000000")]
    [InlineData("budget_usd_per_day: 1e10", "accounts[0].budget_usd_per_day", "from 0 to 1000000000")]
    [InlineData("budget_usd_per_month: free", "accounts[0].budget_usd_per_month", "'free' is not a number")]
    [InlineData("allowed_targets: []", "accounts[0].allowed_targets", "is empty")]
    [InlineData("allowed_targets: [CPU, CPU]", "accounts[0].allowed_targets[1]", "listed twice")]
    [InlineData("allowed_targets: [TPU]", "accounts[0].allowed_targets[0]", "'TPU' is not one of")]
    [InlineData("priority_ceiling: TOP", "accounts[0].priority_ceiling", "'TOP' is not one of")]
    [InlineData("budget_per_day: 1", "accounts[0].budget_per_day", "unknown key")]
    public void A_wrong_value_is_named_with_its_place_and_what_is_allowed(string line, string field, string message)
    {
        var fields = new Dictionary<string, string> { ["name"] = "name: a", ["key_sha256"] = $"key_sha256: {Hash}", ["role"] = "role: view", [line.Split(':')[0]] = line };

        var error = Assert.Single(Parse($"accounts:\n  - {string.Join("\n    ", fields.Values)}").Errors);

        Assert.Equal(field, error.Field);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.True(error is { Line: > 1, Column: > 1 });
    }

    [Fact]
    public void A_key_that_stands_in_place_of_its_hash_is_refused_and_never_repeated()
    {
        var error = Assert.Single(Parse("accounts:\n  - { name: a, key_sha256: my-secret-key, role: view }").Errors);

        Assert.Contains("64 hex digits", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("my-secret-key", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Names_and_keys_are_used_once_also_against_the_keys_of_the_settings()
    {
        var other = new string('a', 64);
        var settings = new Account { Name = "dev", KeySha256 = [.. Convert.FromHexString(other)], Role = AccountRole.Operate };

        var errors = AccountsFile.Parse($"""
            accounts:
              - {"{"} name: a, key_sha256: {Hash}, role: view {"}"}
              - {"{"} name: a, key_sha256: {Hash}, role: submit {"}"}
              - {"{"} name: dev, key_sha256: {other}, role: submit {"}"}
            """, [settings]).Errors;

        Assert.Equal(
            [(3, "accounts[1].name"), (3, "accounts[1].key_sha256"), (4, "accounts[2].name"), (4, "accounts[2].key_sha256")],
            errors.Select(error => (error.Line!.Value, error.Field)));
    }

    [Fact]
    public void The_shipped_file_has_no_account_and_no_error()
    {
        var shipped = Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "policies", "accounts.yaml")));

        Assert.Empty(shipped.Errors);
        Assert.Empty(shipped.Accounts);
    }

    private static AccountsDocument Parse(string text) => AccountsFile.Parse(text, []);
}
