using Microsoft.Playwright;
using Orchestrator.Dashboard.Fakes;
using static Microsoft.Playwright.Assertions;

namespace Orchestrator.Browser.Tests;

/// <summary>No violation of WCAG 2.2 AA that axe-core finds, on any page, in either theme.</summary>
public sealed class AccessibilityTests(Chromium chromium) : IClassFixture<Chromium>
{
    private const string Check =
        """
        async () => (await axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }))
            .violations.flatMap(v => v.nodes.map(n => `${v.id} (${v.impact}) at ${n.target.join(" ")}: ${n.failureSummary}`))
        """;

    public static TheoryData<string, bool> Pages()
    {
        var all = new TheoryData<string, bool>();
        foreach (var (_, path) in DashboardPages.All)
        {
            all.Add(path, false);
            all.Add(path, true);
        }
        return all;
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task No_page_violates_WCAG(string path, bool dark)
    {
        await using var host = await DashboardHost.StartAsync(DashboardPages.Data());
        await using var visit = await Visit.OpenAsync(chromium.Browser, host, path, dark);
        await AssertNoViolationAsync(visit.Page);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_opened_explanation_and_rule_editor_do_not_violate_WCAG(bool dark)
    {
        await using var host = await DashboardHost.StartAsync(DashboardPages.Data());
        await using var visit = await Visit.OpenAsync(chromium.Browser, host, "/routing", dark);
        await visit.Page.Locator("#test-route").ClickAsync();
        await visit.Page.GetByLabel("Edit urgent_simple_gpu").ClickAsync();
        await Expect(visit.Page.GetByTestId("explanation")).ToBeVisibleAsync();
        await Expect(visit.Page.Locator(".rule-editor")).ToBeVisibleAsync();
        await AssertNoViolationAsync(visit.Page);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_first_run_and_an_unreachable_cluster_do_not_violate_WCAG(bool dark)
    {
        var data = new FakeData();
        await using var host = await DashboardHost.StartAsync(data);
        await using var visit = await Visit.OpenAsync(chromium.Browser, host, "/", dark);
        await Expect(visit.Page.Locator("[data-state=first-run]")).ToBeVisibleAsync();
        data.Failure = new TimeoutException();
        await Expect(visit.Page.Locator("[data-state=unreachable]").First).ToBeVisibleAsync();
        await AssertNoViolationAsync(visit.Page);
    }

    [Fact]
    public async Task The_sign_in_page_does_not_violate_WCAG()
    {
        await using var host = await DashboardHost.StartAsync(new FakeData(), options => options.RequireKey = true);
        await using var context = await chromium.Browser.NewContextAsync(new() { BaseURL = host.Dashboard.ToString() });
        var page = await context.NewPageAsync();
        await page.GotoAsync("/");
        await AssertNoViolationAsync(page);
    }

    private static async Task AssertNoViolationAsync(IPage page)
    {
        var axe = Path.Combine(AppContext.BaseDirectory, "axe.min.js");
        if (Environment.GetEnvironmentVariable("REQUIRE_ALL") == "1") Assert.True(File.Exists(axe), "axe-core was not fetched: npm is needed.");
        Assert.SkipUnless(File.Exists(axe), "axe-core was not fetched: npm is needed.");
        await Expect(page.Locator("h1")).ToBeVisibleAsync();
        await Expect(page.Locator("[data-state=loading]")).ToHaveCountAsync(0);
        // Evaluated, not added as a script: the dashboard's content security policy refuses scripts in the page.
        await page.EvaluateAsync(await File.ReadAllTextAsync(axe));
        Assert.Empty(await page.EvaluateAsync<string[]>(Check));
    }
}
