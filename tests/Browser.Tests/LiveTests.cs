using System.Text.RegularExpressions;
using Orchestrator.Dashboard.Fakes;
using Orchestrator.Routing;
using static Microsoft.Playwright.Assertions;

namespace Orchestrator.Browser.Tests;

/// <summary>What a viewer sees change, and what it costs.</summary>
public sealed class LiveTests(Chromium chromium) : IClassFixture<Chromium>
{
    private static readonly DateTimeOffset Start = TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task Figures_change_without_a_reload_and_no_other_host_is_asked()
    {
        var data = DashboardPages.Data();
        await using var host = await DashboardHost.StartAsync(data);
        await using var visit = await Visit.OpenAsync(chromium.Browser, host, "/");
        var tasks = visit.Page.GetByTestId("figure-Tasks").Locator("dd");
        await Expect(tasks).ToHaveTextAsync("260");
        data.Tasks = [.. data.Tasks, Sample.Task(900, Start, new Random(1))];
        await Expect(tasks).ToHaveTextAsync("261");
        visit.AssertClean();
    }

    [Fact]
    public async Task Pause_stops_the_figures_and_stands_in_the_address()
    {
        var data = DashboardPages.Data();
        await using var host = await DashboardHost.StartAsync(data);
        await using var visit = await Visit.OpenAsync(chromium.Browser, host, "/");
        await Expect(visit.Page.GetByTestId("figure-Tasks").Locator("dd")).ToHaveTextAsync("260");
        await visit.Page.Locator("#pause").ClickAsync();
        await Expect(visit.Page).ToHaveURLAsync(new Regex("live=0"));
        await Expect(visit.Page.GetByTestId("stamp")).ToContainTextAsync("paused at");
        await Until(() => host.Feed.ReaderCount == 0);
        data.Tasks = [];
        await visit.Page.Locator("#pause").ClickAsync();
        await Expect(visit.Page.GetByTestId("figure-Tasks").Locator("dd")).ToHaveTextAsync("0");
    }

    [Fact]
    public async Task Nothing_is_read_before_a_viewer_comes_and_after_the_last_one_left()
    {
        var data = DashboardPages.Data();
        await using var host = await DashboardHost.StartAsync(data);
        Assert.Equal(0, data.Calls);
        await using (var visit = await Visit.OpenAsync(chromium.Browser, host, "/"))
        {
            await Until(() => data.Calls > 0);
            await visit.Page.GotoAsync("about:blank");
        }
        await Until(() => host.Feed.ReaderCount == 0);
        var calls = data.Calls;
        await Task.Delay(TimeSpan.FromSeconds(1));
        Assert.InRange(data.Calls, calls, calls + 4);
    }

    [Fact]
    public async Task Ten_viewers_cost_as_many_reads_as_one()
    {
        var data = DashboardPages.Data();
        await using var host = await DashboardHost.StartAsync(data);
        var visits = new List<Visit>();
        for (var i = 0; i < 10; i++) visits.Add(await Visit.OpenAsync(chromium.Browser, host, "/resources"));
        await Expect(visits[9].Page.GetByText("gpu-box-1").First).ToBeVisibleAsync();
        Assert.Equal(1, host.Feed.ReaderCount);
        foreach (var visit in visits) await visit.DisposeAsync();
    }

    [Fact]
    public async Task An_unreachable_cluster_is_named_and_the_last_figures_stay()
    {
        var data = DashboardPages.Data();
        await using var host = await DashboardHost.StartAsync(data);
        await using var visit = await Visit.OpenAsync(chromium.Browser, host, "/");
        await Expect(visit.Page.GetByTestId("figure-Tasks")).ToBeVisibleAsync();
        data.Failure = new TimeoutException();
        await Expect(visit.Page.Locator("[data-state=unreachable]").First).ToContainTextAsync("does not answer in time");
        await Expect(visit.Page.GetByTestId("figure-Tasks").Locator("dd")).ToHaveTextAsync("260");
        data.Failure = null;
        await Expect(visit.Page.Locator("[data-state=unreachable]")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task The_page_comes_back_by_itself_after_the_server_restarted()
    {
        var data = DashboardPages.Data();
        var host = await DashboardHost.StartAsync(data);
        await using var visit = await Visit.OpenAsync(chromium.Browser, host, "/");
        await Expect(visit.Page.GetByTestId("figure-Tasks").Locator("dd")).ToHaveTextAsync("260");
        var port = host.Dashboard.Port;
        await host.DisposeAsync();
        await Expect(visit.Page.Locator("#components-reconnect-modal[open]")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        data.Tasks = [.. data.Tasks.Take(7)];
        await using var again = await DashboardHost.StartAsync(data, dashboardPort: port);
        await Expect(visit.Page.GetByTestId("figure-Tasks").Locator("dd")).ToHaveTextAsync("7", new() { Timeout = 60_000 });
    }

    [Fact]
    public async Task A_finished_task_is_not_read_again()
    {
        var data = DashboardPages.Data();
        var finished = data.Tasks.First(task => task.State == TaskState.Completed);
        await using var host = await DashboardHost.StartAsync(data);
        await using var visit = await Visit.OpenAsync(chromium.Browser, host, $"/tasks/{finished.Id}");
        await Expect(visit.Page.Locator(".sentence")).ToBeVisibleAsync();
        var calls = data.Calls;
        await Task.Delay(TimeSpan.FromSeconds(1.5));
        Assert.Equal(calls, data.Calls);
    }

    private static async Task Until(Func<bool> holds)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        while (!holds()) await Task.Delay(50, limit.Token);
    }
}
