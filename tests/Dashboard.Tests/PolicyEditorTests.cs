using Bunit;
using Orchestrator.Dashboard.Fakes;
using Orchestrator.Routing;

namespace Orchestrator.Dashboard.Tests;

/// <summary>The policy as a text, and the way back to a version.</summary>
public sealed class PolicyEditorTests : PageTest
{
    public PolicyEditorTests()
    {
        Data.Policy = Sample.Policy(Now);
        Data.PolicyVersions = Sample.PolicyVersions(Now);
    }

    [Fact]
    public async Task A_text_is_checked_then_its_differences_are_shown_and_only_then_applied()
    {
        var page = Open<Pages.Routing>("/routing");
        await PressAsync(page, "#edit-policy");
        page.WaitForElement("#policy-text");
        await PressAsync(page, "#check-policy");
        page.WaitForElement("[data-testid=differences]");
        Assert.True(Data.PolicyEdit!.ValidateOnly);
        Assert.Contains("target: GPU → CPU", page.Find("[data-testid=differences]").TextContent, StringComparison.Ordinal);

        await PressAsync(page, "#apply-policy");

        page.WaitForAssertion(() => Assert.Contains("v13 is active", page.Find(".banner.good").TextContent, StringComparison.Ordinal));
        Assert.Equal((false, "dashboard", Data.PolicyText), (Data.PolicyEdit.ValidateOnly, Data.PolicyEdit.Author, Data.PolicyEdit.Yaml));
    }

    [Fact]
    public async Task Errors_stand_with_line_and_column_and_offer_nothing_to_apply()
    {
        Data.RuleErrors = [new PolicyError("rules[0].target", "'GPPU' is not one of GPU, CPU", 4, 13)];
        var page = Open<Pages.Routing>("/routing");
        await PressAsync(page, "#edit-policy");
        page.WaitForElement("#policy-text");
        await PressAsync(page, "#check-policy");
        Assert.Contains("line 4, column 13", page.WaitForElement("[data-testid=policy-errors]").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("#apply-policy"));
    }

    [Fact]
    public async Task A_version_is_returned_to_after_its_differences_were_shown()
    {
        var page = Open<Pages.Routing>("/routing");
        await PressAsync(page, "[aria-label='Return to version 2']");
        page.WaitForElement("#apply-policy");
        Assert.Equal((2L, true), (Data.PolicyEdit!.Revert, Data.PolicyEdit.ValidateOnly));
        await PressAsync(page, "#apply-policy");
        page.WaitForAssertion(() => Assert.Equal((2L, false), (Data.PolicyEdit!.Revert, Data.PolicyEdit.ValidateOnly)));
    }

    [Fact]
    public async Task Who_may_not_change_anything_sees_versions_but_no_way_to_change()
    {
        Viewer.MayChange = false;
        var page = Open<Pages.Routing>("/routing");
        page.WaitForAssertion(() => Assert.Contains("added urgent_complex_cloud", page.Markup, StringComparison.Ordinal));
        await PressAsync(page, "#edit-policy");
        Assert.True(page.WaitForElement("#policy-text").HasAttribute("readonly"));
        Assert.Empty(page.FindAll("#check-policy, #apply-policy, [aria-label^='Return to']"));
    }
}
