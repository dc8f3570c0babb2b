using System.Data.Common;
using System.Text.Json;

namespace Orchestrator.Grains.Stores;

/// <summary>Reads of the decision log and of what is stored by name.</summary>
internal sealed class LogReads(SqlDialect dialect)
{
    public async Task<DecisionLogPage> DecisionsAsync(DbConnection connection, int page, int pageSize, ComputeTarget? target, DecisionStage? stage, CancellationToken cancellationToken)
    {
        // Wire names are ours, never a caller's text.
        var filter = (target is { } wanted ? $" AND target = '{WireNames.Of(wanted)}'" : "") + (stage is { } by ? $" AND stage = '{WireNames.Of(by)}'" : "");
        var total = await TotalAsync(connection, filter, cancellationToken);
        var offset = (long)(page - 1) * pageSize;
        if (offset >= total)
            return new DecisionLogPage([], total);

        await using var command = connection.Command(
            "SELECT d.task_id, d.type, d.priority, d.attempt_number, d.document FROM routing_decisions d "
            + $"JOIN ({Keys(target, stage, filter)} ORDER BY decided_at DESC, seq DESC LIMIT @limit OFFSET @offset) AS k ON d.seq = k.seq "
            + "ORDER BY d.decided_at DESC, d.seq DESC",
            ("@limit", pageSize),
            ("@offset", offset));
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        List<DecisionLogEntry> entries = [];
        while (await row.ReadAsync(cancellationToken))
        {
            entries.Add(new DecisionLogEntry(
                dialect.ReadId(row, 0),
                WireNames.Parse<TaskType>(row.GetString(1)),
                WireNames.Parse<TaskPriority>(row.GetString(2)),
                StoredDocuments.Read(row, 4, StoreJson.Default.RoutingDecision)!,
                row.GetInt32(3)));
        }

        return new DecisionLogPage(entries, total);
    }

    public static async Task<IReadOnlyList<StoredRule>> RulesAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        await using var command = connection.Command("SELECT name, rule FROM policies ORDER BY name");
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        List<StoredRule> rules = [];
        while (await row.ReadAsync(cancellationToken))
            rules.Add(new StoredRule(row.GetString(0), row.StringOrNull(1) is { } json ? JsonSerializer.Deserialize(json, StoreJson.Default.RoutingRule) : null));
        return rules;
    }

    public static async Task<IReadOnlyList<PolicyVersion>> PolicyVersionsAsync(DbConnection connection, int limit, long upTo, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(
            "SELECT number, version, active_from, author, summary, rules FROM policy_versions WHERE number <= @up_to ORDER BY number DESC LIMIT @limit",
            ("@up_to", upTo), ("@limit", limit));
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        List<PolicyVersion> versions = [];
        while (await row.ReadAsync(cancellationToken))
        {
            versions.Add(new PolicyVersion(
                row.GetInt64(0), row.GetString(1), StoredTime.Read(row.GetInt64(2)), row.GetString(3), row.GetString(4),
                JsonSerializer.Deserialize(row.GetString(5), StoreJson.Default.RoutingRuleArray)!));
        }

        return versions;
    }

    public static async Task<string?> SettingAsync(DbConnection connection, string name, CancellationToken cancellationToken)
    {
        await using var command = connection.Command("SELECT value FROM settings WHERE name = @name", ("@name", name));
        return await command.ExecuteScalarAsync(cancellationToken) as string;
    }

    public static async Task<bool> IsWebhookDueAsync(DbConnection connection, long now, CancellationToken cancellationToken)
    {
        await using var command = connection.Command("SELECT 1 FROM webhooks WHERE due_at <= @now LIMIT 1", ("@now", now));
        return await command.ExecuteScalarAsync(cancellationToken) is not null;
    }

    /// <summary>The keys of the log's entries. One index can serve by target, by stage and by both: a stretch of it for each pair, merged.</summary>
    private string Keys(ComputeTarget? target, DecisionStage? stage, string filter)
    {
        const string All = "SELECT decided_at, seq FROM routing_decisions";
        if (!dialect.MergesStretches || filter.Length == 0)
            return $"{All} WHERE true{filter}";
        ComputeTarget[] targets = target is { } one ? [one] : Enum.GetValues<ComputeTarget>();
        DecisionStage[] stages = stage is { } by ? [by] : Enum.GetValues<DecisionStage>();
        return string.Join(" UNION ALL ", targets.SelectMany(
            wanted => stages, (wanted, decidedBy) => $"{All} WHERE target = '{WireNames.Of(wanted)}' AND stage = '{WireNames.Of(decidedBy)}'"));
    }

    private static async Task<long> TotalAsync(DbConnection connection, string filter, CancellationToken cancellationToken)
    {
        await using var command = connection.Command($"SELECT CAST(COALESCE(SUM(decisions), 0) AS bigint) FROM decision_totals WHERE true{filter}");
        return await command.ExecuteScalarAsync(cancellationToken) is long total ? total : 0;
    }
}
