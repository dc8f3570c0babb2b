using Microsoft.Playwright;
using Orchestrator.Dashboard.Fakes;
using static Microsoft.Playwright.Assertions;

namespace Orchestrator.Browser.Tests;

/// <summary>Pictures of every page, kept in TestResults/screenshots beside the test's output.</summary>
public sealed class Screenshots(Chromium chromium) : IClassFixture<Chromium>
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "TestResults", "screenshots");

    public static TheoryData<string, string, bool, int> Pages()
    {
        var all = new TheoryData<string, string, bool, int>();
        foreach (var (name, path) in DashboardPages.All)
        {
            foreach (var width in new[] { 1400, 390 })
            {
                all.Add(name, path, false, width);
                all.Add(name, path, true, width);
            }
        }
        return all;
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Every_page_has_a_picture(string name, string path, bool dark, int width)
    {
        var data = DashboardPages.Data();
        await using var host = await DashboardHost.StartAsync(data);
        await using var visit = await Visit.OpenAsync(chromium.Browser, host, path, dark, width);
        await Expect(visit.Page.Locator("h1")).ToBeVisibleAsync();
        await Expect(visit.Page.Locator("[data-state=loading]")).ToHaveCountAsync(0);
        if (DashboardPages.HasChart(path)) await Expect(visit.Page.Locator(".u-over").First).ToBeVisibleAsync();
        await KeepAsync(visit.Page, $"{name}-{width}-{(dark ? "dark" : "light")}");
        visit.AssertClean();
    }

    [Theory]
    [InlineData(1400, false)]
    [InlineData(390, true)]
    public async Task A_decision_taken_apart_and_rules_being_edited_have_a_picture(int width, bool dark)
    {
        await using var host = await DashboardHost.StartAsync(DashboardPages.Data());
        await using var visit = await Visit.OpenAsync(chromium.Browser, host, "/routing", dark, width);
        await visit.Page.Locator("#test-route").ClickAsync();
        await visit.Page.GetByLabel("Edit urgent_simple_gpu").ClickAsync();
        await Expect(visit.Page.GetByTestId("explanation")).ToBeVisibleAsync();
        await Expect(visit.Page.Locator(".rule-editor")).ToBeVisibleAsync();
        await visit.Page.Locator("#edit-policy").ClickAsync();
        await Expect(visit.Page.Locator("#policy-text")).ToBeVisibleAsync();
        await KeepAsync(visit.Page, $"routing-opened-{width}");
        visit.AssertClean();
    }

    [Theory]
    [InlineData(1400, false)]
    [InlineData(390, true)]
    public async Task The_first_run_has_a_picture(int width, bool dark)
    {
        await using var host = await DashboardHost.StartAsync(new FakeData());
        await using var visit = await Visit.OpenAsync(chromium.Browser, host, "/", dark, width);
        await Expect(visit.Page.Locator("[data-state=first-run]")).ToBeVisibleAsync();
        await KeepAsync(visit.Page, $"first-run-{width}");
        visit.AssertClean();
    }

    [Fact]
    public async Task The_sign_in_has_a_picture()
    {
        await using var host = await DashboardHost.StartAsync(new FakeData(), options => options.RequireKey = true);
        await using var context = await chromium.Browser.NewContextAsync(new() { BaseURL = host.Dashboard.ToString(), ViewportSize = new() { Width = 1000, Height = 700 } });
        var page = await context.NewPageAsync();
        await page.GotoAsync("/");
        await Expect(page.GetByLabel("API key")).ToBeFocusedAsync();
        await KeepAsync(page, "sign-in");
    }

    private static async Task KeepAsync(IPage page, string name)
    {
        Directory.CreateDirectory(Folder);
        await page.EvaluateAsync("() => scrollTo(0, 0)");
        await page.ScreenshotAsync(new() { Path = Path.Combine(Folder, name + ".png"), FullPage = true });
        var overflow = await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
        Assert.Equal(0, overflow);
    }
}
