using Microsoft.Playwright;

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
        var axe = Path.Combine(AppContext.BaseDirectory, "axe.min.js");
        if (Environment.GetEnvironmentVariable("REQUIRE_ALL") == "1") Assert.True(File.Exists(axe), "axe-core was not fetched: npm is needed.");
        Assert.SkipUnless(File.Exists(axe), "axe-core was not fetched: npm is needed.");
        await using var host = await DashboardHost.StartAsync(DashboardPages.Data());
        await using var visit = await Visit.OpenAsync(chromium.Browser, host, path, dark);
        await Assertions.Expect(visit.Page.Locator("h1")).ToBeVisibleAsync();
        await Assertions.Expect(visit.Page.Locator("[data-state=loading]")).ToHaveCountAsync(0);
        // A script in the page would be refused by the dashboard's own content security policy.
        await visit.Page.EvaluateAsync(await File.ReadAllTextAsync(axe));
        Assert.Empty(await visit.Page.EvaluateAsync<string[]>(Check));
    }
}
