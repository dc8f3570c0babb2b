using Bunit;
using Orchestrator.Dashboard.Fakes;
using Orchestrator.Routing;

namespace Orchestrator.Dashboard.Tests;

/// <summary>The routing page shows how decisions come about and lets an operator change it, carefully.</summary>
public sealed class RoutingTests : PageTest
{
    public RoutingTests() => Data.Policy = Sample.Policy(Now);

    [Fact]
    public void A_model_that_was_not_trained_says_how_far_it_is() =>
        Assert.Contains("has 180 of 500 rows", Open<Pages.Routing>("/routing").WaitForElement("[data-testid=model-state]").TextContent, StringComparison.Ordinal);

    [Fact]
    public void Rules_carry_their_hits_and_marks()
    {
        var page = OpenRouting();
        Assert.Contains("1,803", Row(page, "urgent_simple_gpu"), StringComparison.Ordinal);
        Assert.Contains("disabled", Row(page, "night_batch"), StringComparison.Ordinal);
        Assert.Contains("never hit", Row(page, "embeddings_cpu"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_rule_behind_a_wider_one_is_marked_as_shadowed()
    {
        var narrow = Data.Policy.Rules[0].Rule with { Name = "narrow", PriorityOrder = 25, Conditions = [.. Data.Policy.Rules[0].Rule.Conditions, new("is_batch", RuleOperator.Equal, ["true"])] };
        Data.Policy = Data.Policy with { Rules = [.. Data.Policy.Rules, new(narrow, 0, null)] };
        Assert.Contains("shadowed by urgent_complex_cloud", Row(OpenRouting(), "narrow"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_refused_edit_is_shown_with_line_and_column()
    {
        Data.Policy = Data.Policy with { LastReloadErrors = [new("rules[3].target", "'TPU' is not one of GPU, CPU, QUANTIZED, CLOUD", 31, 13)] };
        var page = OpenRouting();
        Assert.Contains("line 31, column 13: rules[3].target: 'TPU'", page.Find("[data-testid=reload-errors]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void The_log_is_filtered_by_the_address()
    {
        Data.Tasks = Sample.Tasks(30, Now);
        var page = OpenRouting("/routing?target=CLOUD");
        page.WaitForAssertion(() => Assert.Contains($"{Data.Tasks.Count(task => task.Decision!.Target == ComputeTarget.Cloud)} decisions", page.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public void A_rule_is_changed_only_after_its_difference_was_shown()
    {
        var page = OpenRouting();
        page.Find("[aria-label='Edit urgent_simple_gpu']").Click();
        page.Find("#rule-conditions").Change("priority = URGENT\ngpu_utilization <= 70");
        page.Find("form.rule-editor").Submit();
        Assert.Contains("gpu_utilization ≤ 85 → priority = URGENT and gpu_utilization ≤ 70", page.Find(".rule-editor .banner.warn").TextContent, StringComparison.Ordinal);
        Assert.Equal("85", Data.Policy.Rules[1].Rule.Conditions[1].Values[0]);
        page.Find("form.rule-editor").Submit();
        page.WaitForAssertion(() => Assert.Equal("70", Data.Policy.Rules[1].Rule.Conditions[1].Values[0]));
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("form.rule-editor")));
    }

    [Fact]
    public async Task What_the_policy_says_of_a_change_is_shown_whole()
    {
        Data.RuleErrors = [new("rules[0].name", "is taken"), new("rules[0].conditions.colour", "is no field")];
        var page = OpenRouting();
        await PressAsync(page, "#new-rule");
        page.WaitForElement("#rule-name").Change("mine");
        page.Find("form.rule-editor").Submit();
        page.Find("form.rule-editor").Submit();
        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll("[data-testid=rule-problems] li").Count));
    }

    [Fact]
    public async Task The_rule_that_matches_everything_stays()
    {
        var page = OpenRouting();
        foreach (var button in (string[])["[aria-label='Edit default']", ".rule-editor .button.danger", ".rule-editor .button.danger"])
            await PressAsync(page, button);

        page.WaitForAssertion(() => Assert.Contains("a policy always has one", page.Find("[data-testid=rule-problems]").TextContent, StringComparison.Ordinal));
        Assert.Equal(5, Data.Policy.Rules.Count);
    }

    private IRenderedComponent<Pages.Routing> OpenRouting(string address = "/routing")
    {
        var page = Open<Pages.Routing>(address);
        page.WaitForElement("[data-testid=stage-rule]");
        page.WaitForElement("#new-rule");
        return page;
    }

    private static string Row(IRenderedComponent<Pages.Routing> page, string rule) =>
        page.FindAll("tbody tr").First(row => row.QuerySelector("strong")?.TextContent == rule).TextContent;
}
