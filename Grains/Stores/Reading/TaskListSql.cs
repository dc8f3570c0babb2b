namespace Orchestrator.Grains.Stores;

/// <summary>
/// The statement that finds the keys of one page, newest first. Every shape walks an index in order and stops when the page is full, so that it
/// takes as long in a table of a million tasks as in one of a thousand.
/// </summary>
internal static class TaskListSql
{
    private const string Order = "ORDER BY created_at DESC, id DESC LIMIT @limit";

    /// <summary>Statement for <paramref name="query"/> with the parameters <c>@limit</c>, and as needed <c>@account @before_at @before_id @from @to @batch @pattern @floor @id_low @id_high</c>.</summary>
    public static string Of(TaskQuery query, bool byIdPrefix, SqlDialect dialect)
    {
        var range = RangeOf(query);
        if (query.BatchId is not null)
            return $"SELECT created_at, id FROM tasks WHERE batch_id = @batch{range}{Equalities(query)}{Search(query, byIdPrefix, dialect)} {Order}";
        if (query.Unpriced)
            return $"SELECT created_at, id FROM tasks {dialect.HintUnpriced} WHERE state = 'COMPLETED' AND cost_pico IS NULL{range}{Equalities(query with { State = null })}{Search(query, byIdPrefix, dialect)} {Order}";
        if (query.Search is not null)
            return Searching(query, range, byIdPrefix, dialect);
        if (query.Account is not null)
            return $"SELECT created_at, id FROM tasks {dialect.HintByCreated} WHERE created_at >= @floor{range}{Equalities(query)} {Order}";
        return Equalities(query).Length == 0
            ? $"SELECT created_at, id FROM tasks {dialect.HintByCreated} WHERE true{range} {Order}"
            : Filtered(query, range);
    }

    /// <summary>The newest tasks that a search by text or account looks through start here.</summary>
    public static string Floor(SqlDialect dialect) =>
        $"SELECT created_at FROM tasks {dialect.HintByCreated} ORDER BY created_at DESC, id DESC LIMIT 1 OFFSET @window";

    private static string Searching(TaskQuery query, string range, bool byIdPrefix, SqlDialect dialect)
    {
        var filters = Equalities(query);
        var byText = $"SELECT created_at, id FROM tasks {dialect.HintByCreated} WHERE created_at >= @floor{range}{filters} AND input_text {dialect.Like} @pattern ESCAPE '\\' {Order}";
        if (!byIdPrefix)
            return byText;
        var byId = $"SELECT created_at, id FROM tasks WHERE id >= @id_low AND id <= @id_high{range}{filters} {Order}";
        return $"SELECT created_at, id FROM (SELECT * FROM ({byText}) AS t UNION SELECT * FROM ({byId}) AS i) AS found {Order}";
    }

    private static string Search(TaskQuery query, bool byIdPrefix, SqlDialect dialect) => query.Search is null
        ? ""
        : byIdPrefix
            ? $" AND (input_text {dialect.Like} @pattern ESCAPE '\\' OR (id >= @id_low AND id <= @id_high))"
            : $" AND input_text {dialect.Like} @pattern ESCAPE '\\'";

    /// <summary>One range of the filter index for each combination of values that fits; the newest of all of them are the page.</summary>
    private static string Filtered(TaskQuery query, string range)
    {
        var combinations =
            from state in ValuesOf(query.State)
            from target in query.Target is null ? ValuesOf(query.Target).Append("") : ValuesOf(query.Target)
            from type in ValuesOf(query.Type)
            from priority in ValuesOf(query.Priority)
            select $"SELECT * FROM (SELECT created_at, id FROM tasks WHERE state = '{state}' AND target = '{target}' AND type = '{type}' AND priority = '{priority}'{range} {Order}) AS part";
        return $"SELECT created_at, id FROM ({string.Join(" UNION ALL ", combinations)}) AS parts {Order}";
    }

    private static IEnumerable<string> ValuesOf<T>(T? wanted)
        where T : struct, Enum => wanted is { } value ? [WireNames.Of(value)] : Enum.GetValues<T>().Select(WireNames.Of);

    internal static string RangeOf(TaskQuery query) =>
        (query.Cursor is null ? "" : " AND (created_at, id) < (@before_at, @before_id)")
        + (query.From is null ? "" : " AND created_at >= @from")
        + (query.To is null ? "" : " AND created_at < @to");

    // Wire names are ours, never a caller's text.
    internal static string Equalities(TaskQuery query) =>
        (query.Account is null ? "" : " AND account = @account")
        + Equality("state", query.State) + Equality("target", query.Target) + Equality("type", query.Type) + Equality("priority", query.Priority);

    private static string Equality<T>(string column, T? value)
        where T : struct, Enum => value is { } wanted ? $" AND {column} = '{WireNames.Of(wanted)}'" : "";
}
