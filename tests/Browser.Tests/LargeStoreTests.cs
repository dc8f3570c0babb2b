using System.Diagnostics;
using Microsoft.Playwright;
using Orchestrator.Grains.Interfaces;
using Orchestrator.Grains.Stores;
using Orchestrator.Routing;
using Orchestrator.StoreWriter;
using Orchestrator.TestServers;
using static Microsoft.Playwright.Assertions;

namespace Orchestrator.Browser.Tests;

/// <summary>
/// The pages over a filled store: the figures of all pages agree with it, and how long each takes from the click to its data is printed.
/// 20,000 tasks in a file of its own; <c>FILL_TASKS=2000000 DATABASE_URL=postgresql://…</c> measures over a database, which is filled when it is empty.
/// </summary>
public sealed class LargeStoreTests(Chromium chromium) : IClassFixture<Chromium>
{
    private const int FewTasks = 20_000;

    private static readonly (string Name, string Path)[] Pages =
    [
        ("overview, 30 days", "/?from=now-30d"), ("overview", "/"), ("routing", "/routing?from=now-30d"), ("costs, 30 days", "/costs?from=now-30d"), ("costs, a year", "/costs?from=now-365d"),
        ("resources", "/resources"), ("tasks", "/tasks?from=now-30d"),
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_page_shows_the_figures_of_the_store()
    {
        using var folder = new TemporaryFolder();
        var count = int.TryParse(Environment.GetEnvironmentVariable("FILL_TASKS"), out var wanted) ? wanted : FewTasks;
        await using var store = await OpenAsync(folder, count);
        var rest = DashboardPages.Data();
        await using var host = await DashboardHost.StartAsync(new StoreData(store, rest));
        await using var visit = await Visit.OpenAsync(chromium.Browser, host, "/resources?from=now-30d");
        var page = visit.Page;

        foreach (var (name, path) in Pages.Append(("task", $"/tasks/{(await store.ListAsync(new TaskQuery { Limit = 1 }, Cancel)).Tasks[0].Id}")))
            await TimeAsync($"page {name}", () => visit.GoAsync(path), page.Locator("[data-state=loading]"));

        await visit.GoAsync("/tasks?from=now-30d");
        await FirstAsync(page);
        await TimeAsync("explorer, status FAILED", () => page.GetByLabel("Status").SelectOptionAsync("FAILED"), Rows(page, "COMPLETED"));
        await TimeAsync("explorer, and target CLOUD", () => page.GetByLabel("Target").SelectOptionAsync("CLOUD"), Rows(page, "GPU"));
        await visit.GoAsync("/tasks?from=now-30d");
        var newest = await FirstAsync(page);
        await TimeAsync("explorer, older", () => page.Locator("#older").ClickAsync(), page.Locator("tbody a.row-link", new() { HasTextString = newest }));
        await TimeAsync("explorer, slowest first", () => page.Locator("#order").SelectOptionAsync("Slowest"), page.Locator("th[aria-sort=descending]", new() { HasTextString = "Created" }));
        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(50);
        visit.AssertClean();

        var stats = await store.GroupedAsync(new StatsQuery { Hours = 24 * 31 }, CostBook.Empty, Cancel);
        await visit.GoAsync("/?from=now-31d");
        await Expect(page.GetByTestId("figure-Tasks").Locator("dd")).ToHaveTextAsync(Dashboard.Show.Count(stats.Totals.TotalTasks));
        Assert.Equal(count, stats.Totals.TotalTasks);
        await Expect(page.GetByTestId("figure-Saved").Locator("dd")).ToHaveTextAsync(Dashboard.Show.Usd(stats.Totals.SavedUsd));
        await visit.GoAsync("/costs?from=now-31d");
        await Expect(page.GetByTestId("figure-Saved").Locator("dd")).ToHaveTextAsync(Dashboard.Show.Usd(stats.Totals.SavedUsd));
        await Expect(page.GetByTestId("figure-Unpriced").Locator("dd")).ToHaveTextAsync(Dashboard.Show.Count(stats.Totals.UnpricedTasks));
    }

    private static ILocator Rows(IPage page, string text) => page.Locator("tbody .chip", new() { HasTextString = text });

    private static async Task<string> FirstAsync(IPage page)
    {
        await Expect(page.Locator("tbody a.row-link").First).ToBeVisibleAsync();
        return await page.Locator("tbody a.row-link").First.InnerTextAsync();
    }

    /// <summary>Acts and waits until what was there before is gone.</summary>
    private static async Task TimeAsync(string name, Func<Task> act, ILocator gone)
    {
        var start = Stopwatch.GetTimestamp();
        await act();
        await Expect(gone).ToHaveCountAsync(0, new() { Timeout = 60_000 });
        TestContext.Current.TestOutputHelper?.WriteLine(FormattableString.Invariant($"{name,-34}{Stopwatch.GetElapsedTime(start).TotalMilliseconds,8:0} ms"));
    }

    private static async Task<ITaskStore> OpenAsync(TemporaryFolder folder, int count)
    {
        var tasks = new SampleTasks(count, TimeProvider.System.GetUtcNow()).All();
        if (Environment.GetEnvironmentVariable("DATABASE_URL") is not { Length: > 0 } url)
        {
            await SqliteFill.RunAsync(folder.File("tasks.db"), tasks);
            var file = TaskStores.Sqlite(folder.File("tasks.db"));
            await file.InitializeAsync(Cancel);
            return file;
        }

        var store = TaskStores.Postgres(url);
        await store.InitializeAsync(Cancel);
        if ((await store.ListAsync(new TaskQuery { Limit = 1 }, Cancel)).Tasks.Count == 0)
            await PostgresFill.RunAsync(url, tasks);
        return store;
    }
}
