using Bunit;
using Orchestrator.Dashboard.Fakes;
using Orchestrator.Dashboard.Pages;
using Orchestrator.Grains.Interfaces;
using Orchestrator.Routing;

namespace Orchestrator.Dashboard.Tests;

/// <summary>The page of one task explains its decision and shows content as text.</summary>
public sealed class TaskDetailTests : PageTest
{
    [Fact]
    public void The_sentence_the_candidates_and_the_reason_of_exclusion_are_shown()
    {
        var page = Show(Finished());
        Assert.Contains("has the lowest score", page.Find(".sentence").TextContent, StringComparison.Ordinal);
        Assert.Equal(4, page.FindAll("tr:has(.chip.target)").Count(row => row.ParentElement!.ParentElement!.TextContent.Contains("Verdict", StringComparison.Ordinal)));
        Assert.Contains("above the limit of 3.0 s", page.Find("tr.off").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void An_answer_is_text_and_never_HTML()
    {
        var page = Show(Finished() with { Result = "<img src=x onerror=alert(1)><b>bold</b>" });
        Assert.Empty(page.FindAll("pre img, pre b"));
        Assert.Contains("<b>bold</b>", page.FindAll("pre.content")[1].TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Long_text_is_cut_until_it_is_asked_for()
    {
        var page = Show(Finished() with { Result = new string('x', 9000) });
        Assert.InRange(page.FindAll("pre.content")[1].TextContent.Length, 4096, 4100);
        page.InvokeAsync(() => page.FindAll(".link-button").Single(button => button.TextContent.StartsWith("Show all 9,000", StringComparison.Ordinal)).Click());
        page.WaitForAssertion(() => Assert.Equal(9000, page.FindAll("pre.content")[1].TextContent.Length));
    }

    [Fact]
    public void A_failed_task_says_why()
    {
        var page = Show(Finished() with { State = TaskState.Failed, Error = new TaskError(TaskErrorCodes.AllTargetsFailed, "GPU: out of memory") });
        Assert.Contains("ALL_TARGETS_FAILED GPU: out of memory", page.Find(".banner.bad").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Unknown_cost_is_a_dash()
    {
        var page = Show(Finished() with { ActualCostUsd = null });
        Assert.Contains(page.FindAll(".figures div"), figure => figure.TextContent.StartsWith("Cost–", StringComparison.Ordinal));
    }

    [Fact]
    public void A_task_that_is_not_there_is_said_so()
    {
        var page = Open<TaskDetail>("/tasks/x", parameters => parameters.Add(detail => detail.Id, Guid.NewGuid()));
        page.WaitForAssertion(() => Assert.Equal("There is no such task", page.Find("h1").TextContent));
    }

    [Fact]
    public void Deciding_again_asks_with_the_same_submission()
    {
        var task = Finished();
        var page = Show(task);
        page.Find("#replay").Click();
        page.WaitForElement("[data-testid=sentence]");
        Assert.Same(task.Submission, Data.Explained);
        Assert.Contains("✗ complexity_score > 0.6 (is 0.41)", page.Markup.Replace("&gt;", ">", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    private TaskSnapshot Finished() => Sample.Task(3, Now, new Random(7)) with
    {
        State = TaskState.Completed, Error = null, Decision = Sample.Decision(ComputeTarget.Gpu, Now, DecisionStage.Scored),
    };

    private IRenderedComponent<TaskDetail> Show(TaskSnapshot task)
    {
        Data.Tasks = [task];
        var page = Open<TaskDetail>($"/tasks/{task.Id}", parameters => parameters.Add(detail => detail.Id, task.Id));
        page.WaitForElement(".sentence");
        return page;
    }
}
