using Microsoft.Extensions.AI;
using Orchestrator.Client;
using Orchestrator.Routing;

namespace Orchestrator.TicketSummaries;

/// <summary>A ticket as the help desk has it.</summary>
public sealed record Ticket(string Subject, IReadOnlyList<string> Messages, bool Escalated);

/// <summary>What the desk is shown.</summary>
/// <param name="Text">A few sentences.</param>
/// <param name="Target">Where they were written.</param>
/// <param name="CostUsd">What that cost; null when it is not known.</param>
public sealed record TicketSummary(string Text, string? Target, decimal? CostUsd);

/// <summary>Summarises tickets. Knows <see cref="IChatClient"/> and, for what only the orchestrator has, its task options.</summary>
public sealed class TicketSummarizer(IChatClient chat)
{
    /// <summary>Escalated tickets are urgent; nobody is paid a cent for the others.</summary>
    public async Task<TicketSummary> SummarizeAsync(Ticket ticket, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ticket);
        var options = new ChatOptions { MaxOutputTokens = 200 }.WithTask(new TaskOptions
        {
            TaskType = TaskType.Summarization,
            Priority = ticket.Escalated ? TaskPriority.Urgent : TaskPriority.Low,
            MaxCostUsd = ticket.Escalated ? 0.05m : 0.001m,
        });
        var response = await chat.GetResponseAsync($"{ticket.Subject}\n\n{string.Join("\n\n", ticket.Messages)}", options, cancellationToken);
        var task = response.GetRoutedTask();
        return new TicketSummary(response.Text, task?.Target is { } target ? WireNames.Of(target) : null, task?.CostUsd);
    }
}
