using System.Text.Json;
using System.Text.RegularExpressions;
using Orchestrator.Telemetry.Tests.Metrics;
using YamlDotNet.RepresentationModel;

namespace Orchestrator.Telemetry.Tests.Deploy;

public sealed partial class MetricNamesTests
{
    // Everything else that may stand as a word in a PromQL expression.
    private static readonly string[] _words =
    [
        "sum", "max", "by", "on", "and", "group_left", "rate", "increase", "deriv", "absent", "clamp_min", "histogram_quantile",
    ];

    private static readonly string[] _labels =
        ["status", "target", "outcome", "stage", "silo", "model", "from", "to", "reason", "direction", "le"];

    [Fact]
    public void Every_metric_of_the_dashboard_is_in_the_contract()
    {
        var expressions = DashboardExpressions();

        Assert.True(expressions.Count > 20, $"only {expressions.Count} expressions were found");
        Assert.All(expressions, AssertKnown);
    }

    [Fact]
    public void Every_metric_of_the_alerts_is_in_the_contract()
    {
        var expressions = Repository.Documents("prometheus/alerts.yml").SelectMany(document => document.RootNode.Find("expr")).Select(node => ((YamlScalarNode)node).Value!).ToList();

        Assert.NotEmpty(expressions);
        Assert.All(expressions, AssertKnown);
    }

    [Fact]
    public void Every_metric_of_the_alerts_tests_is_in_the_contract()
    {
        var series = Repository.Documents("prometheus/alerts.test.yml").SelectMany(document => document.RootNode.Find("series")).Select(node => ((YamlScalarNode)node).Value!).ToList();

        Assert.NotEmpty(series);
        Assert.All(series, text => Assert.Contains(text[..text.IndexOf('{', StringComparison.Ordinal)], ApiMetrics.Queryable));
    }

    [Fact]
    public void Each_metric_of_the_contract_is_shown_on_the_dashboard()
    {
        var shown = string.Join('\n', DashboardExpressions());

        Assert.All([.. ApiMetrics.Seed, .. ApiMetrics.Others, .. ApiMetrics.Histograms], name => Assert.Contains(name, shown));
    }

    [Fact]
    public void Each_alert_has_a_section_in_the_runbook()
    {
        var sections = Repository.Read("RUNBOOK.md").Split('\n').Where(line => line.StartsWith("## ", StringComparison.Ordinal)).Select(line => line[3..]).ToList();
        var rules = Repository.Documents("prometheus/alerts.yml")[0].RootNode.Items("groups/0/rules");

        Assert.Equal(rules.Select(rule => rule.Text("alert")!).Order(), sections.Order());
        Assert.All(rules, rule => Assert.Equal("RUNBOOK.md#" + rule.Text("alert")!.ToLowerInvariant(), rule.Text("annotations/runbook")));
        Assert.All(rules, rule => Assert.Contains(rule.Text("labels/severity"), new[] { "page", "ticket" }));
    }

    [Fact]
    public void Panels_of_the_dashboard_have_ids_of_their_own_and_do_not_overlap()
    {
        using var dashboard = JsonDocument.Parse(Repository.Read("grafana/orchestrator.json"));
        var panels = dashboard.RootElement.GetProperty("panels").EnumerateArray().ToList();
        var cells = panels.Select(panel => panel.GetProperty("gridPos")).SelectMany(Cells).ToList();

        Assert.Equal(panels.Count, panels.Select(panel => panel.GetProperty("id").GetInt32()).Distinct().Count());
        Assert.Equal(cells.Count, cells.Distinct().Count());
        Assert.All(cells, cell => Assert.InRange(cell.X, 0, 23));
    }

    private static List<string> DashboardExpressions()
    {
        using var dashboard = JsonDocument.Parse(Repository.Read("grafana/orchestrator.json"));
        return
        [
            .. dashboard.RootElement.GetProperty("panels").EnumerateArray()
                .Where(panel => panel.TryGetProperty("targets", out _))
                .SelectMany(panel => panel.GetProperty("targets").EnumerateArray())
                .Select(target => target.GetProperty("expr").GetString()!),
        ];
    }

    private static void AssertKnown(string expression)
    {
        var bare = Strings().Replace(expression, "\"\"");
        Assert.All(LabelNames().Matches(bare).SelectMany(match => match.Groups[1].Value.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries)), AssertLabel);
        Assert.All(Matchers().Matches(bare).SelectMany(match => match.Groups[1].Value.Split(',')).Select(matcher => matcher.Split('=', '!')[0].Trim()), AssertLabel);
        var rest = Ranges().Replace(LabelNames().Replace(Matchers().Replace(bare, " "), " by "), " ");
        var names = Words().Matches(rest).Select(match => match.Value).Except(_words).ToList();
        Assert.NotEmpty(names);
        Assert.All(names, name => Assert.Contains(name, ApiMetrics.Queryable));
    }

    private static void AssertLabel(string label) => Assert.Contains(label, _labels);

    private static IEnumerable<(int X, int Y)> Cells(JsonElement place)
    {
        int x = place.GetProperty("x").GetInt32(), y = place.GetProperty("y").GetInt32();
        return from column in Enumerable.Range(x, place.GetProperty("w").GetInt32())
               from line in Enumerable.Range(y, place.GetProperty("h").GetInt32())
               select (column, line);
    }

    [GeneratedRegex("\"[^\"]*\"")]
    private static partial Regex Strings();

    [GeneratedRegex(@"\{([^}]*)\}")]
    private static partial Regex Matchers();

    [GeneratedRegex(@"\b(?:by|on|group_left)\s*\(([^)]*)\)")]
    private static partial Regex LabelNames();

    [GeneratedRegex(@"\[[^\]]*\]")]
    private static partial Regex Ranges();

    [GeneratedRegex("[a-zA-Z_][a-zA-Z0-9_]*")]
    private static partial Regex Words();
}
