namespace Orchestrator.Gateway;

/// <summary>By what the figures of a period are broken down.</summary>
internal enum StatsGrouping
{
    Target,
    TaskType,
    Model,
    Account,
    Hour,
}

/// <summary>The figures of a period.</summary>
internal static class StatsEndpoint
{
    private const int MostHours = 8760, MostStretches = 400, LongestModel = 200;

    public static void MapStats(this RouteGroupBuilder routing) =>
        routing.MapGet("/stats", Stats).WithName("GetStats").WithSummary("Figures of a period: counts, costs, savings, latencies, and what they are made of")
            .WithQueryParameter("hours", "A period that ends now: 1 to 8760, default 24.", isInteger: true)
            .WithQueryParameter("from", "A fixed period instead: its start, RFC 3339; whole hours count.")
            .WithQueryParameter("to", "Its end; without it, now.")
            .WithEnumParameter<StatsGrouping>("group_by", "Break the figures down; HOUR joins hours where the period has more than 400.")
            .WithQueryParameter("baseline_model", "With group_by: the cloud model to compare with, one with a price; without it the configured one.")
            .WithProblems(400);

    private static async Task<Results<Ok<StatsDetails>, ProblemResult>> Stats(HttpContext context, GrainCalls calls)
    {
        var reader = new QueryReader(context.Request.Query);
        var query = new StatsQuery
        {
            Hours = reader.Integer("hours", 24, 1, MostHours),
            From = reader.Time("from"),
            To = reader.Time("to"),
            BaselineModel = reader.Text("baseline_model", LongestModel),
            Stretches = MostStretches,
        };
        StatsGrouping? by = reader.Enum<StatsGrouping>("group_by");
        if (query.To is not null && query.From is null)
            reader.Errors.Add("to", "needs from");
        if (query is { From: { } from, To: { } to } && to <= from)
            reader.Errors.Add("to", "must be later than from");
        if (reader.Errors.Any)
            return (ProblemResult)Problem.Validation(reader.Errors);
        try
        {
            return by is null
                ? TypedResults.Ok((await calls.ReadAsync(query, static (calls, query) => calls.Query.Totals(query), context.RequestAborted)).ToWire())
                : TypedResults.Ok((await calls.ReadAsync(query, static (calls, query) => calls.Query.Grouped(query), context.RequestAborted)).ToWire(by.Value));
        }
        catch (ArgumentException error)
        {
            reader.Errors.Add(query.BaselineModel is { } model && error.Message.Contains($"'{model}'", StringComparison.Ordinal) ? "baseline_model" : "from", error.Message);
            return (ProblemResult)Problem.Validation(reader.Errors);
        }
    }
}
