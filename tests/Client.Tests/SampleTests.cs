using Orchestrator.TicketSummaries;

namespace Orchestrator.Client.Tests;

/// <summary>The sample service does what it is an example of.</summary>
[Collection(OrchestratorCollection.Name)]
public sealed class SampleTests(OrchestratorFixture fixture)
{
    [Fact]
    public async Task A_ticket_is_summarised_under_its_cap()
    {
        using var connection = OrchestratorConnection.OverHttp(fixture.Silo.Http.BaseAddress!, SiloProcess.DevelopmentKey);
        using var chat = new OrchestratorChatClient(connection);

        var summary = await new TicketSummarizer(chat).SummarizeAsync(
            new Ticket("Printer", ["It does not print.", "It prints again."], Escalated: true), TestContext.Current.CancellationToken);

        Assert.Contains("Printer", summary.Text, StringComparison.Ordinal);
        Assert.Equal(("CPU", 0m), (summary.Target, summary.CostUsd));
        var listed = await fixture.Silo.GetAsync("/v1/tasks?task_type=SUMMARIZATION&priority=URGENT");
        Assert.NotEmpty(listed["tasks"]!.AsArray());
    }
}
