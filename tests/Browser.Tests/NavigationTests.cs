using System.Text.RegularExpressions;
using Orchestrator.Routing;
using static Microsoft.Playwright.Assertions;

namespace Orchestrator.Browser.Tests;

/// <summary>Keyboard, links that carry the view, and what a click changes.</summary>
public sealed class NavigationTests(Chromium chromium) : IClassFixture<Chromium>
{
    [Theory]
    [InlineData("r", "/routing", "Routing Intelligence")]
    [InlineData("c", "/costs", "Cost Analysis")]
    [InlineData("m", "/resources", "Resource Monitor")]
    [InlineData("t", "/tasks", "Task Explorer")]
    public async Task G_and_a_letter_open_a_page_and_keep_the_time_range(string key, string path, string title)
    {
        await using var host = await DashboardHost.StartAsync(DashboardPages.Data());
        await using var visit = await Visit.OpenAsync(chromium.Browser, host, "/?from=now-7d");
        await visit.Page.Keyboard.PressAsync("g");
        await visit.Page.Keyboard.PressAsync(key);
        await Expect(visit.Page.Locator("h1")).ToHaveTextAsync(title);
        await Expect(visit.Page).ToHaveURLAsync(new Regex(Regex.Escape(path) + @"\?from=now-7d"));
        await Expect(visit.Page.Locator("#range")).ToHaveValueAsync("now-7d");
        visit.AssertClean();
    }

    [Fact]
    public async Task J_and_k_walk_the_rows_and_Enter_opens_one()
    {
        var data = DashboardPages.Data();
        await using var host = await DashboardHost.StartAsync(data);
        await using var visit = await Visit.OpenAsync(chromium.Browser, host, "/tasks");
        await Expect(visit.Page.Locator("a.row-link").First).ToBeVisibleAsync();
        foreach (var key in new[] { "j", "j", "j", "k" }) await visit.Page.Keyboard.PressAsync(key);
        await Expect(visit.Page.Locator("a.row-link").Nth(1)).ToBeFocusedAsync();
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Page).ToHaveURLAsync(new Regex($"/tasks/{data.Tasks[1].Id}"));
        await Expect(visit.Page.Locator(".sentence")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Slash_searches_from_any_page_and_the_question_mark_shows_the_keys()
    {
        await using var host = await DashboardHost.StartAsync(DashboardPages.Data());
        await using var visit = await Visit.OpenAsync(chromium.Browser, host, "/");
        await visit.Page.Keyboard.PressAsync("?");
        await Expect(visit.Page.Locator("#help")).ToBeVisibleAsync();
        await visit.Page.Keyboard.PressAsync("Escape");
        await Expect(visit.Page.Locator("#help")).ToBeHiddenAsync();
        await visit.Page.Keyboard.PressAsync("/");
        // The router focuses the new page's heading once, and by that makes it focusable; the field has the focus for good only after that.
        await Expect(visit.Page.Locator("main h1")).ToHaveAttributeAsync("tabindex", "-1");
        await Expect(visit.Page.Locator("[data-search]")).ToBeFocusedAsync();
        await visit.Page.Keyboard.TypeAsync("haiku");
        await Expect(visit.Page.Locator("[data-search]")).ToHaveValueAsync("haiku");
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Page).ToHaveURLAsync(new Regex("q=haiku"));
        await Expect(visit.Page.Locator("tbody tr").First).ToContainTextAsync("haiku");
    }

    [Fact]
    public async Task A_copied_link_shows_the_same_filtered_view()
    {
        var data = DashboardPages.Data();
        await using var host = await DashboardHost.StartAsync(data);
        await using var visit = await Visit.OpenAsync(chromium.Browser, host, "/tasks");
        await visit.Page.GetByLabel("Target").SelectOptionAsync("CLOUD");
        await Expect(visit.Page).ToHaveURLAsync(new Regex("target=CLOUD"));
        await Expect(visit.Page.Locator("tbody .chip.target.gpu")).ToHaveCountAsync(0);
        var count = await visit.Page.Locator("tbody tr").CountAsync();
        await using var other = await Visit.OpenAsync(chromium.Browser, host, new Uri(visit.Page.Url).PathAndQuery);
        await Expect(other.Page.Locator("tbody tr")).ToHaveCountAsync(count);
        await Expect(other.Page.GetByLabel("Target")).ToHaveValueAsync("CLOUD");
    }

    [Fact]
    public async Task Older_tasks_are_a_page_away_and_the_address_says_so()
    {
        await using var host = await DashboardHost.StartAsync(DashboardPages.Data());
        await using var visit = await Visit.OpenAsync(chromium.Browser, host, "/tasks");
        await visit.Page.Locator("#older").ClickAsync();
        await Expect(visit.Page).ToHaveURLAsync(new Regex("cursor=50"));
        await Expect(visit.Page.Locator("a.row-link").First).ToHaveTextAsync(new Regex("^00000033-"));
        await visit.Page.GoBackAsync();
        await Expect(visit.Page.Locator("a.row-link").First).ToHaveTextAsync(new Regex("^00000001-"));
    }

    [Fact]
    public async Task Chosen_tasks_are_cancelled_after_a_second_click()
    {
        var data = DashboardPages.Data();
        await using var host = await DashboardHost.StartAsync(data);
        await using var visit = await Visit.OpenAsync(chromium.Browser, host, "/tasks?status=EXECUTING");
        await visit.Page.Locator("tbody input[type=checkbox]").First.CheckAsync();
        await visit.Page.Locator("#cancel-chosen").ClickAsync();
        Assert.Empty(data.Cancelled);
        await visit.Page.Locator("#confirm-cancel").ClickAsync();
        await Expect(visit.Page.Locator(".selection")).ToContainTextAsync("1 cancelled");
        Assert.Single(data.Cancelled);
    }

    [Fact]
    public async Task A_route_is_tested_without_running_the_task()
    {
        var data = DashboardPages.Data();
        await using var host = await DashboardHost.StartAsync(data);
        await using var visit = await Visit.OpenAsync(chromium.Browser, host, "/routing");
        await visit.Page.GetByLabel("Prompt").FillAsync("Is it going to rain?");
        await visit.Page.GetByLabel("Priority").SelectOptionAsync("URGENT");
        await visit.Page.Locator("#test-route").ClickAsync();
        await Expect(visit.Page.GetByTestId("sentence")).ToContainTextAsync("urgent_simple_gpu");
        Assert.Equal(("Is it going to rain?", TaskPriority.Urgent), (data.Explained!.InputText, data.Explained.Priority));
    }

    [Fact]
    public async Task The_stage_changes_after_a_second_click()
    {
        var data = DashboardPages.Data();
        await using var host = await DashboardHost.StartAsync(data);
        await using var visit = await Visit.OpenAsync(chromium.Browser, host, "/routing");
        await visit.Page.GetByTestId("stage-scored").ClickAsync();
        Assert.Equal(RoutingStage.Rule, data.Stage);
        await visit.Page.Locator("#confirm-stage").ClickAsync();
        await Expect(visit.Page.GetByTestId("stage-scored")).ToHaveAttributeAsync("aria-pressed", "true");
        Assert.Equal(RoutingStage.Scored, data.Stage);
    }

    [Fact]
    public async Task The_theme_changes_and_is_remembered()
    {
        await using var host = await DashboardHost.StartAsync(DashboardPages.Data());
        await using var visit = await Visit.OpenAsync(chromium.Browser, host, "/");
        await visit.Page.Locator("#theme").ClickAsync();
        await visit.Page.Locator("#theme").ClickAsync();
        await Expect(visit.Page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
        await visit.GoAsync("/tasks");
        await Expect(visit.Page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
    }

    [Fact]
    public async Task The_CSV_holds_the_rows_that_are_shown()
    {
        await using var host = await DashboardHost.StartAsync(DashboardPages.Data());
        await using var visit = await Visit.OpenAsync(chromium.Browser, host, "/tasks?target=CPU");
        await Expect(visit.Page.Locator("a.row-link").First).ToBeVisibleAsync();
        var rows = await visit.Page.Locator("tbody tr").CountAsync();
        var download = await visit.Page.RunAndWaitForDownloadAsync(() => visit.Page.GetByText("CSV of these rows").ClickAsync());
        var lines = await File.ReadAllLinesAsync(await download.PathAsync());
        Assert.StartsWith("Task,Status,Target,Created,Kind", lines[0], StringComparison.Ordinal);
        Assert.Equal(rows, lines.Length - 1);
        Assert.All(lines.Skip(1), line => Assert.Contains(",CPU,", line, StringComparison.Ordinal));
    }
}
