using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;

namespace Orchestrator.Cli.Bench;

/// <summary>How the benchmark's results are written: JSON for programs, tables for people.</summary>
internal static class RoutingReport
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private sealed record Row(
        string Router, double Utility, double InformedShare, double Value, double Sla, double SlaUrgentHigh, double CostVsAllCloud, double P50S, double P95S);

    private sealed record Curve(
        [property: JsonPropertyName("saved_at_95_value")] double SavedAt95Value,
        [property: JsonPropertyName("saved_at_equal_service")] double SavedAtEqualService,
        [property: JsonPropertyName("apgr_dyn")] double ApgrDyn);

    private sealed record Report(IReadOnlyList<Row> Rows, IReadOnlyDictionary<string, Curve> Frontier);

    public static string ToJson(RoutingBenchmarkResult result)
    {
        var (informed, cloud) = (result.Row(RouterCatalogue.InformedOracle).Utility, result.Row(RouterCatalogue.AllCloud).CostUsd);
        return JsonSerializer.Serialize(
            new Report(
                [.. result.Rows.Select(row => new Row(
                    row.Router,
                    Rounded(row.Utility),
                    Rounded(row.Utility / informed),
                    Rounded(row.Value),
                    Rounded(row.Sla),
                    Rounded(row.SlaUrgentHigh),
                    Rounded(row.CostUsd / cloud),
                    Rounded(row.MedianSeconds),
                    Rounded(row.P95Seconds)))],
                result.Frontiers.ToDictionary(
                    frontier => frontier.Router,
                    frontier => new Curve(
                        Rounded(frontier.SavedAt95PercentValue), Rounded(frontier.SavedAtEqualService), Rounded(frontier.AveragePerformanceGapRecovered)))),
            Json);
    }

    public static void Print(RoutingBenchmarkResult result, IAnsiConsole console)
    {
        var (informed, cloud) = (result.Row(RouterCatalogue.InformedOracle).Utility, result.Row(RouterCatalogue.AllCloud).CostUsd);
        console.Write(Table(
            ["router", "utility", "of informed", "value", "SLA", "urgent+high", "cost", "p50 s", "p95 s", "GPU/CPU/QUANTIZED/CLOUD %", "moved"],
            result.Rows.Select(row => new[]
            {
                row.Router, Number(row.Utility, "0.000"), Percent(row.Utility / informed), Percent(row.Value), Percent(row.Sla), Percent(row.SlaUrgentHigh),
                Percent(row.CostUsd / cloud), Number(row.MedianSeconds, "0.0"), Number(row.P95Seconds, "0"),
                string.Join(" / ", row.Shares.Select(share => Number(100.0 * share, "0"))), Percent(row.Moved),
            })));
        console.Write(Table(
            ["router", "saved at 95 % value", "saved at equal service", "APGR_dyn"],
            result.Frontiers.Select(frontier => new[]
            {
                frontier.Router, Percent(frontier.SavedAt95PercentValue), Percent(frontier.SavedAtEqualService), Number(frontier.AveragePerformanceGapRecovered, "0.000"),
            })));
    }

    internal static Table Table(IEnumerable<string> columns, IEnumerable<string[]> rows)
    {
        var table = new Table().Border(TableBorder.Minimal);
        foreach (var (name, index) in columns.Select((name, index) => (name, index)))
        {
            var column = new TableColumn(Markup.Escape(name)).NoWrap();
            table.AddColumn(index == 0 ? column : column.RightAligned());
        }

        foreach (var row in rows)
        {
            table.AddRow([.. row.Select(Markup.Escape)]);
        }

        return table;
    }

    private static double Rounded(double value) => Math.Round(value, 5);

    private static string Percent(double share) => Number(100.0 * share, "0.0") + " %";

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
