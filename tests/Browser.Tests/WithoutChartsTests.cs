using static Microsoft.Playwright.Assertions;

namespace Orchestrator.Browser.Tests;

/// <summary>A build without Node has no chart library.</summary>
public sealed class WithoutChartsTests(Chromium chromium) : IClassFixture<Chromium>
{
    [Fact]
    public async Task A_chart_becomes_its_table()
    {
        await using var host = await DashboardHost.StartAsync(DashboardPages.Data());
        await using var context = await chromium.Browser.NewContextAsync(new() { BaseURL = host.Dashboard.ToString() });
        await context.RouteAsync("**/lib/uplot/**", route => route.FulfillAsync(new() { Status = 404 }));
        var page = await context.NewPageAsync();
        await page.GotoAsync("/resources");
        await Expect(page.Locator("figure.chart details[open] table").First).ToBeVisibleAsync();
        await Expect(page.Locator(".plot")).ToHaveCountAsync(0);
    }
}
