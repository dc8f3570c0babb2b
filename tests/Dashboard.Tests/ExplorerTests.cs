using Bunit;
using Orchestrator.Dashboard.Fakes;
using Orchestrator.Dashboard.Pages;
using Orchestrator.Grains.Interfaces;
using Orchestrator.Routing;

namespace Orchestrator.Dashboard.Tests;

/// <summary>The task explorer asks for what its address says, and cancels what is picked.</summary>
public sealed class ExplorerTests : PageTest
{
    [Fact]
    public void The_address_becomes_the_query()
    {
        var page = Open<Explorer>("/tasks?from=now-6h&status=FAILED&target=GPU&task_type=CHAT&priority=URGENT&q=%20haiku%20&cursor=50");
        page.WaitForElement("[data-state=nothing]");
        var query = Data.Queries[^1];
        Assert.Equal((TaskState.Failed, ComputeTarget.Gpu, TaskType.Chat, TaskPriority.Urgent), (query.State, query.Target, query.Type, query.Priority));
        Assert.Equal(("haiku", "50", 50, Now - TimeSpan.FromHours(6)), (query.Search, query.Cursor, query.Limit, query.From));
    }

    [Fact]
    public void A_filter_that_is_no_such_thing_is_left_out()
    {
        var page = Open<Explorer>("/tasks?status=SLEEPING");
        page.WaitForElement("[data-state=nothing]");
        Assert.Null(Data.Queries[^1].State);
    }

    [Fact]
    public void A_click_on_a_heading_sorts_and_a_second_one_turns_the_order()
    {
        Data.Tasks = Sample.Tasks(6, Now);
        var page = Open<Explorer>("/tasks?cursor=2");
        page.WaitForElement("tbody tr");
        page.InvokeAsync(() => page.FindAll("th .sort").Single(button => button.TextContent.StartsWith("Latency", StringComparison.Ordinal)).Click());
        page.WaitForAssertion(() => Assert.Equal((TaskOrder.Slowest, (string?)null), (Data.Queries[^1].Order, Data.Queries[^1].Cursor)));
        page.WaitForElement("th[aria-sort=descending]");
        page.InvokeAsync(() => page.FindAll("th .sort").Single(button => button.TextContent.StartsWith("Latency", StringComparison.Ordinal)).Click());
        page.WaitForAssertion(() => Assert.Equal(TaskOrder.Fastest, Data.Queries[^1].Order));
    }

    [Fact]
    public void Columns_are_hidden_and_shown_by_the_address()
    {
        Data.Tasks = Sample.Tasks(6, Now);
        var page = Open<Explorer>("/tasks?hide=Prompt,Kind");
        page.WaitForElement("tbody tr");
        var headers = page.FindAll("th").Select(header => header.TextContent.Trim(' ', '\n', '↕', '↑', '↓')).ToList();
        Assert.DoesNotContain("Prompt", headers);
        Assert.Contains("Account", headers);
    }

    [Fact]
    public void Tasks_without_a_known_cost_are_a_filter()
    {
        Open<Explorer>("/tasks?unpriced=1&from=2026-02-01T06:00Z&to=2026-02-03T00:00Z").WaitForElement("[data-state=nothing]");
        Assert.Equal((true, new DateTimeOffset(2026, 2, 3, 0, 0, 0, TimeSpan.Zero)), (Data.Queries[^1].Unpriced, Data.Queries[^1].To));
    }

    [Fact]
    public void Only_unfinished_tasks_can_be_picked()
    {
        Data.Tasks = Sample.Tasks(6, Now);
        var page = Open<Explorer>("/tasks");
        page.WaitForElement("tbody tr");
        Assert.Equal(Data.Tasks.Count(task => !task.IsTerminal), page.FindAll("tbody input:not([disabled])").Count);
    }

    [Fact]
    public void Cancelling_tells_what_became_of_each()
    {
        Data.Tasks = Sample.Tasks(6, Now);
        var page = Open<Explorer>("/tasks");
        page.WaitForElement("tbody tr");
        // Found and changed in one go on the renderer's own thread: a refresh in between would replace the box.
        foreach (var i in new[] { 0, 1 }) page.InvokeAsync(() => page.FindAll("tbody input")[i].Change(true));
        Data.Tasks[0] = Data.Tasks[0] with { State = TaskState.Completed };
        page.InvokeAsync(() => page.Find("#cancel-chosen").Click());
        page.WaitForElement("#confirm-cancel");
        page.InvokeAsync(() => page.Find("#confirm-cancel").Click());
        page.WaitForAssertion(() => Assert.Contains("1 cancelled, 1 had finished already.", page.Find(".selection").TextContent, StringComparison.Ordinal));
        Assert.Equal([Data.Tasks[1].Id], Data.Cancelled);
    }

    [Fact]
    public void No_match_offers_to_clear_the_filters()
    {
        Data.Tasks = Sample.Tasks(6, Now);
        var page = Open<Explorer>("/tasks?q=nothing-like-this&from=now-7d");
        var link = page.WaitForElement("[data-state=nothing] a").GetAttribute("href")!;
        Assert.DoesNotContain("q=", link, StringComparison.Ordinal);
        Assert.Contains("from=now-7d", link, StringComparison.Ordinal);
    }
}
