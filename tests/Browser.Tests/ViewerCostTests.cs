using System.Diagnostics;
using System.Globalization;
using Microsoft.Playwright;
using Orchestrator.Dashboard;
using Orchestrator.Grains.Stores;
using Orchestrator.StoreWriter;
using Orchestrator.TestServers;
using static Microsoft.Playwright.Assertions;

namespace Orchestrator.Browser.Tests;

/// <summary>
/// What viewers cost the process that serves them, at the pace of the product and with tasks ending all the time: printed, for a few of them.
/// <c>VIEWERS=50 VIEWER_SECONDS=30</c> measures fifty; the browser's own time is not in the figure, that of the database file is.
/// </summary>
public sealed class ViewerCostTests(Chromium chromium) : IClassFixture<Chromium>
{
    private const int StoredTasks = 5_000;
    private static readonly TimeSpan BetweenTasks = TimeSpan.FromMilliseconds(500);
    private static readonly string[] Paths = ["/", "/routing", "/costs", "/resources", "/tasks"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nobody_costs_no_query_and_many_viewers_of_a_page_cost_those_of_one()
    {
        var (viewers, seconds) = (Setting("VIEWERS", 5), Setting("VIEWER_SECONDS", 2));
        using var folder = new TemporaryFolder();
        await SqliteFill.RunAsync(folder.File("tasks.db"), new SampleTasks(StoredTasks, TimeProvider.System.GetUtcNow()).All());
        await using var store = TaskStores.Sqlite(folder.File("tasks.db"));
        await store.InitializeAsync(Cancel);
        var data = new StoreData(store, DashboardPages.Data());
        await using var host = await DashboardHost.StartAsync(data, options => options.RefreshInterval = new DashboardOptions().RefreshInterval);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var writing = WriteAsync(store, end.Token);

        var nobody = await MeasureAsync(data, seconds);
        await using var first = await Visit.OpenAsync(chromium.Browser, host, Paths[0]);
        List<IPage> pages = [first.Page];
        for (var i = 1; i < viewers; i++)
        {
            var page = await first.Page.Context.NewPageAsync();
            await page.GotoAsync(Paths[i % Paths.Length]);
            pages.Add(page);
        }

        foreach (var page in pages)
        {
            await Expect(page.Locator("[data-interactive=true]")).ToBeVisibleAsync(new() { Timeout = 60_000 });
            await Expect(page.Locator("[data-state=loading]")).ToHaveCountAsync(0, new() { Timeout = 60_000 });
        }

        // What a first look costs, compilation included, is not what staying costs.
        await MeasureAsync(data, seconds);
        var topics = host.Feed.ReaderCount;
        var watched = await MeasureAsync(data, seconds);
        await end.CancelAsync();
        await writing;
        Print("no viewer", nobody);
        Print(string.Create(CultureInfo.InvariantCulture, $"{viewers} viewers, {topics} queries kept fresh"), watched);

        Assert.Equal(0, nobody.Queries);
        Assert.True(watched.Queries > 0 || seconds < 5, "The pages show what was, not what is.");
        Assert.InRange(topics, 1, 25);
    }

    private static async Task<(double Cores, long Queries, double Seconds)> MeasureAsync(StoreData data, int seconds)
    {
        using var process = Process.GetCurrentProcess();
        var (queries, cpu, start) = (data.Queries, process.TotalProcessorTime, Stopwatch.GetTimestamp());
        await Task.Delay(TimeSpan.FromSeconds(seconds), Cancel);
        process.Refresh();
        var wall = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return ((process.TotalProcessorTime - cpu).TotalSeconds / wall, data.Queries - queries, wall);
    }

    private static void Print(string who, (double Cores, long Queries, double Seconds) cost) =>
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{who,-44}{cost.Cores * 100,7:0.0} % of a core{cost.Queries / cost.Seconds,7:0.0} queries/s"));

    /// <summary>Figures that never change would cost nothing to show.</summary>
    private static async Task WriteAsync(ITaskStore store, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(BetweenTasks);
        foreach (var sample in new SampleTasks(10_000, TimeProvider.System.GetUtcNow()).All())
        {
            var now = TimeProvider.System.GetUtcNow();
            var task = sample with { Id = Guid.CreateVersion7(now), CreatedAt = now, CompletedAt = now };
            await store.CreateAsync(task with { Version = 1, State = Routing.TaskState.Pending, Decision = null, Attempts = [] });
            await store.CompleteAsync(task with { Version = 2 }, [task.Decision!]);
            try
            {
                await timer.WaitForNextTickAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private static int Setting(string name, int otherwise) => int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : otherwise;
}
