namespace Orchestrator.Dashboard;

/// <summary>How many tasks went from one stage of their way to the next.</summary>
/// <param name="Column">0 for kind to target, 1 for target to outcome.</param>
/// <param name="From">Where from.</param>
/// <param name="To">Where to.</param>
/// <param name="Count">How many.</param>
internal sealed record FlowEdge(int Column, string From, string To, long Count)
{
    private const string Undecided = "undecided";

    public static IReadOnlyList<FlowEdge> Of(IReadOnlyList<StatsFlow> flow) =>
    [
        .. Group(0, flow, part => Show.Wire(part.Type), Target),
        .. Group(1, flow, Target, part => Show.Wire(part.State)),
    ];

    private static string Target(StatsFlow part) => part.Target is { } target ? Show.Wire(target) : Undecided;

    private static IEnumerable<FlowEdge> Group(int column, IReadOnlyList<StatsFlow> flow, Func<StatsFlow, string> from, Func<StatsFlow, string> to) =>
        flow.GroupBy(part => (From: from(part), To: to(part)))
            .Select(group => new FlowEdge(column, group.Key.From, group.Key.To, group.Sum(part => part.Tasks)))
            .OrderBy(edge => edge.From, StringComparer.Ordinal).ThenBy(edge => edge.To, StringComparer.Ordinal);
}

internal sealed record FlowNode(string Name, string Title, string Color, double X, double Y, double Height, bool IsLast);

internal sealed record FlowBand(string Path, double Thickness, string Color, string Title);

/// <summary>Places the nodes and bands of a flow in three columns.</summary>
internal static class FlowLayout
{
    private const double Gap = 14;
    private const double MinHeight = 12;
    private const double Body = 220;

    public static (IReadOnlyList<FlowNode> Nodes, IReadOnlyList<FlowBand> Bands, double Height) Of(IReadOnlyList<FlowEdge> edges, double width)
    {
        var total = edges.Where(edge => edge.Column == 0).Sum(edge => edge.Count);
        if (total == 0) return ([], [], 0);
        var scale = Body / (double)total;
        List<FlowNode[]> columns =
        [
            Column(edges.Where(edge => edge.Column == 0).GroupBy(edge => edge.From), 1, scale, isLast: false),
            Column(edges.Where(edge => edge.Column == 1).GroupBy(edge => edge.From), width / 2 - 3, scale, isLast: false),
            Column(edges.Where(edge => edge.Column == 1).GroupBy(edge => edge.To), width - 7, scale, isLast: true),
        ];
        var height = columns.Max(column => column[^1].Y + column[^1].Height) + 4;
        return ([.. columns.SelectMany(column => column)], [.. Bands(edges, columns, scale)], height);
    }

    private static FlowNode[] Column(IEnumerable<IGrouping<string, FlowEdge>> groups, double x, double scale, bool isLast)
    {
        List<FlowNode> nodes = [];
        var y = 2.0;
        foreach (var group in groups.OrderByDescending(group => group.Sum(edge => edge.Count)).ThenBy(group => group.Key, StringComparer.Ordinal))
        {
            var count = group.Sum(edge => edge.Count);
            var height = Math.Max(MinHeight, count * scale);
            nodes.Add(new FlowNode(group.Key, $"{group.Key} {Show.Count(count)}", Color(group.Key), x, y, height, isLast));
            y += height + Gap;
        }
        return [.. nodes];
    }

    private static IEnumerable<FlowBand> Bands(IReadOnlyList<FlowEdge> edges, List<FlowNode[]> columns, double scale)
    {
        var used = new Dictionary<(int, string, bool), double>();
        foreach (var edge in edges.OrderBy(edge => Index(columns[edge.Column], edge.From)).ThenBy(edge => Index(columns[edge.Column + 1], edge.To)))
        {
            var (from, to) = (columns[edge.Column].First(node => node.Name == edge.From), columns[edge.Column + 1].First(node => node.Name == edge.To));
            var thickness = Math.Max(1.5, edge.Count * scale);
            var (y1, y2) = (Take((edge.Column, edge.From, true), from), Take((edge.Column, edge.To, false), to));
            var (x1, x2) = (from.X + 6, to.X);
            var middle = (x1 + x2) / 2;
            yield return new FlowBand(
                FormattableString.Invariant($"M{x1:0.#} {y1:0.#} C{middle:0.#} {y1:0.#} {middle:0.#} {y2:0.#} {x2:0.#} {y2:0.#}"), thickness,
                edge.Column == 0 ? to.Color : from.Color, $"{edge.From} → {edge.To}: {Show.Count(edge.Count)}");

            double Take((int, string, bool) end, FlowNode node)
            {
                var offset = used.GetValueOrDefault(end);
                used[end] = offset + thickness;
                return node.Y + offset + thickness / 2;
            }
        }
    }

    private static int Index(FlowNode[] column, string name) => Array.FindIndex(column, node => node.Name == name);

    private static string Color(string name) => name switch
    {
        "GPU" or "CPU" or "QUANTIZED" or "CLOUD" => "--" + name.ToLowerInvariant(),
        "COMPLETED" => "--good",
        "FAILED" => "--bad",
        "CANCELLED" => "--muted",
        "PENDING" or "ROUTING" or "EXECUTING" => "--primary",
        _ => "--text",
    };
}
