using Microsoft.Extensions.Time.Testing;

namespace Orchestrator.Gateway.Tests;

public sealed class AccountEndpointTests
{
    private static readonly DateTimeOffset Noon = new(2026, 12, 31, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task An_account_sees_its_limits_its_money_and_its_requests()
    {
        Account account = Accounts.Named(GatewayHost.Key) with
        {
            Name = "shop",
            Role = AccountRole.Submit,
            RateLimitPerMinute = 60,
            BudgetUsdPerDay = 0.50m,
            BudgetUsdPerMonth = 10m,
            BarredTargets = TargetSet.None.With(ComputeTarget.Gpu),
            PriorityCeiling = TaskPriority.High,
        };
        await using GatewayHost host = await GatewayHost.StartAsync(time: new FakeTimeProvider(Noon), accounts: new AccountSet([account]));
        host.Cluster.Account.State = new AccountUsage(SpentToday: 0.125m, SpentThisMonth: 9.95m, Reserved: 0.1m);

        JsonNode body = await (await host.Client.GetAsync("/v1/account")).JsonAsync();

        Assert.Equal(
            JsonNode.Parse("""
                {
                  "name": "shop", "role": "submit",
                  "limits": { "rate_limit_per_minute": 60, "budget_usd_per_day": 0.50, "budget_usd_per_month": 10, "allowed_targets": ["CPU", "QUANTIZED", "CLOUD"], "priority_ceiling": "HIGH" },
                  "today": { "budget_usd": 0.50, "spent_usd": 0.125, "reserved_usd": 0.1, "remaining_usd": 0.275, "resets_at": "2027-01-01T00:00:00Z" },
                  "this_month": { "budget_usd": 10, "spent_usd": 9.95, "reserved_usd": 0.1, "remaining_usd": 0, "resets_at": "2027-01-01T00:00:00Z" },
                  "rate": { "limit": 60, "remaining": 59, "reset_seconds": 60 }
                }
                """)!.ToJsonString(),
            body.ToJsonString());
    }

    [Fact]
    public async Task An_account_without_limits_costs_the_cluster_no_call()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();

        JsonNode body = await (await host.Client.GetAsync("/v1/account")).JsonAsync();

        Assert.Equal(("operate", null, null, null), ((string?)body["role"], body["today"], body["this_month"], body["rate"]));
        Assert.Equal(0, host.Cluster.Account.Calls);
    }
}
