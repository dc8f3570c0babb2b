using Orchestrator.Dashboard.Fakes;

namespace Orchestrator.Browser.Tests;

/// <summary>The pages every visual check goes through, with data that fills them.</summary>
internal static class DashboardPages
{
    private static readonly DateTimeOffset Start = TimeProvider.System.GetUtcNow();

    public static IReadOnlyList<(string Name, string Path)> All { get; } =
    [
        ("overview", "/"), ("routing", "/routing"), ("costs", "/costs"), ("resources", "/resources"), ("tasks", "/tasks"), ("task", $"/tasks/{Data().Tasks[3].Id}"),
    ];

    public static bool HasChart(string path) => path is "/" or "/resources" or "/costs";

    public static FakeData Data() => new()
    {
        Tasks = Sample.Tasks(260, Start), Silos = Sample.Silos(Start, 62), Policy = Sample.Policy(Start), PolicyVersions = Sample.PolicyVersions(Start),
        LiveSilos = call => Sample.Silos(TimeProvider.System.GetUtcNow(), 55 + 12 * Math.Sin(call / 2.0)),
    };
}
