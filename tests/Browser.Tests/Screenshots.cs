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
        Directory.CreateDirectory(Folder);
        await visit.Page.ScreenshotAsync(new() { Path = Path.Combine(Folder, $"{name}-{width}-{(dark ? "dark" : "light")}.png"), FullPage = true });
        var overflow = await visit.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
        Assert.Equal(0, overflow);
        visit.AssertClean();
    }
}
