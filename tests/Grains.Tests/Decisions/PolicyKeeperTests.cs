using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Orchestrator.Configuration;
using Orchestrator.Grains.Interfaces;
using Orchestrator.Grains.Stores;
using Orchestrator.Routing;
using Orchestrator.TestServers;

namespace Orchestrator.Grains.Tests.Decisions;

/// <summary>The policy as a whole: edited as a text, kept in versions, returned to.</summary>
public sealed class PolicyKeeperTests : IAsyncLifetime
{
    private const string File =
        """
        rules:
          - { name: night, priority_order: 10, conditions: { hour_of_day_lt: 6 }, target: QUANTIZED }
          - { name: rest, priority_order: 1000, target: CPU }
        """;

    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 14, 9, 0, 0, TimeSpan.Zero));
    private ITaskStore _store = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await System.IO.File.WriteAllTextAsync(_folder.File("routing_policy.yaml"), File, Cancel);
        _store = TaskStores.Sqlite(_folder.File("tasks.db"), time: _time);
        await _store.InitializeAsync(Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task The_file_is_the_first_version_and_noted_once()
    {
        var keeper = await OpenAsync();
        await keeper.RecordAsync();
        await keeper.RecordAsync();
        await (await OpenAsync()).RecordAsync();

        var version = Assert.Single(await _store.PolicyVersionsAsync(10, null, Cancel));
        Assert.Equal((1L, "file", keeper.Policy.Version, "first version"), (version.Number, version.Author, version.Version, version.Summary));
        Assert.Equal(["night", "rest"], version.Rules.Select(rule => rule.Name));
    }

    [Fact]
    public async Task A_text_is_only_compared_when_it_is_to_be_validated()
    {
        var keeper = await OpenAsync();

        var result = await keeper.EditAsync(new PolicyEdit { Yaml = File.Replace("target: CPU", "target: GPU", StringComparison.Ordinal), ValidateOnly = true });

        Assert.Equal((false, "rest", ComputeTarget.Cpu, ComputeTarget.Gpu), (result.Applied, result.Differences.Single().Name, result.Differences[0].Before!.Target, result.Differences[0].After!.Target));
        Assert.Equal(ComputeTarget.Cpu, keeper.Policy.Rules[^1].Target);
    }

    [Fact]
    public async Task An_applied_text_holds_after_a_restart_and_one_can_return_to_what_was()
    {
        var keeper = await OpenAsync();
        var changed = File.Replace("target: CPU", "target: GPU", StringComparison.Ordinal).Replace("  - { name: night, priority_order: 10, conditions: { hour_of_day_lt: 6 }, target: QUANTIZED }\n", "", StringComparison.Ordinal);

        Assert.True((await keeper.EditAsync(new PolicyEdit { Yaml = changed, Author = "team-a" })).Applied);
        var again = await OpenAsync();
        Assert.Equal([("rest", ComputeTarget.Gpu)], again.Policy.Rules.Select(rule => (rule.Name, rule.Target)));
        var back = await again.EditAsync(new PolicyEdit { Revert = 1, Author = "team-b" });

        Assert.True(back.Applied);
        Assert.Equal([("night", ComputeTarget.Quantized), ("rest", ComputeTarget.Cpu)], again.Policy.Rules.Select(rule => (rule.Name, rule.Target)));
        var versions = await _store.PolicyVersionsAsync(10, null, Cancel);
        Assert.Equal([(3L, "team-b"), (2L, "team-a"), (1L, "file")], versions.Select(version => (version.Number, version.Author)));
        Assert.Equal(["changed rest; removed night", "added night; changed rest"], [versions[1].Summary, versions[0].Summary]);
        Assert.Equal(again.Policy.Version, versions[0].Version);
    }

    [Fact]
    public async Task An_error_is_placed_and_changes_nothing()
    {
        var keeper = await OpenAsync();

        var result = await keeper.EditAsync(new PolicyEdit { Yaml = "rules:\n  - { name: rest, priority_order: 1, target: GPPU }\n" });

        Assert.Equal(2, Assert.Single(result.Errors).Line);
        Assert.Equal(2, keeper.Policy.Rules.Count);
        Assert.NotEmpty((await keeper.EditAsync(new PolicyEdit { Yaml = File + "\nsettings: { gpu_overload_percent: 50 }" })).Errors);
        Assert.NotEmpty((await keeper.EditAsync(new PolicyEdit { Revert = 77 })).Errors);
    }

    [Fact]
    public async Task The_text_of_the_active_rules_changes_nothing()
    {
        var keeper = await OpenAsync();
        Assert.Empty((await keeper.EditAsync(new PolicyEdit { Yaml = PolicyText.Of(keeper.Policy.Rules), ValidateOnly = true })).Differences);
    }

    private async Task<PolicyKeeper> OpenAsync()
    {
        var file = new WatchedFile<PolicyFileContent>(_folder.File("routing_policy.yaml"), text =>
        {
            var parsed = PolicyFile.Parse(text);
            return parsed.Errors.Count > 0 ? (null, parsed.Errors) : (new PolicyFileContent(parsed.Rules, parsed.Settings), []);
        }, _time, NullLogger.Instance);
        var keeper = new PolicyKeeper(new PolicySource(file), _store, _time);
        await keeper.LoadAsync(Cancel);
        return keeper;
    }
}
