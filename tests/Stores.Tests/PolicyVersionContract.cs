using Orchestrator.Grains.Interfaces;
using Orchestrator.Grains.Stores;
using Orchestrator.Routing;

namespace Orchestrator.Stores.Tests;

public abstract class PolicyVersionContract : StoreContract
{
    private static readonly RoutingRule Night = new("night", 10, [new("hour_of_day", RuleOperator.LessThan, ["6"])], ComputeTarget.Quantized, 0.8, "Nobody waits.", true, "api");

    [Fact]
    public async Task Versions_are_numbered_in_their_order_and_read_back_whole()
    {
        foreach (var name in (string[])["a", "b", "c"])
            await Store.WritePolicyAsync([new StoredRule(name, Night with { Name = name })], Version(name), Cancel);

        var versions = await Store.PolicyVersionsAsync(2, null, Cancel);

        Assert.Equal([(3L, "c"), (2L, "b")], versions.Select(version => (version.Number, version.Version)));
        Assert.Equivalent(Version("c") with { Number = 3 }, versions[0], strict: true);
        Assert.Equal([2L, 1L], (await Store.PolicyVersionsAsync(10, 2, Cancel)).Select(version => version.Number));
        Assert.Equal(["a", "b", "c"], (await Store.ReadRulesAsync(Cancel)).Select(rule => rule.Name));
    }

    [Fact]
    public async Task Several_rules_change_at_once_and_a_removed_one_is_remembered()
    {
        await Store.WritePolicyAsync([new StoredRule("a", Night with { Name = "a" }), new StoredRule("b", null)], null, Cancel);

        Assert.Equal([("a", false), ("b", true)], (await Store.ReadRulesAsync(Cancel)).Select(rule => (rule.Name, rule.Rule is null)));
        Assert.Empty(await Store.PolicyVersionsAsync(10, null, Cancel));
    }

    private static PolicyVersion Version(string name) => new(0, name, Samples.Morning, "team-a", $"added {name}", [Night with { Name = name }]);
}

public sealed class SqlitePolicyVersions : PolicyVersionContract
{
    protected override Task<StoreFixture> OpenAsync() => Sqlite();
}

public sealed class PostgresPolicyVersions(SharedPostgres server) : PolicyVersionContract
{
    protected override Task<StoreFixture> OpenAsync() => Postgres(server);
}
