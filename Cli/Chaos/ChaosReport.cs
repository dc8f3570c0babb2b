using System.Text.Json.Serialization;
using Spectre.Console;

namespace Orchestrator.Cli;

/// <summary>One disturbance and how the cluster took it. Times in seconds, from the moment of the disturbance.</summary>
/// <param name="AtS">When, from the start of the load.</param>
/// <param name="Action">kill, stop, restart or cut.</param>
/// <param name="Silo">Its name.</param>
/// <param name="WasRouter">Whether the router lived there.</param>
/// <param name="CallsAgainS">A call that was sent afterwards succeeded.</param>
/// <param name="SlowestCallS">The longest any call took that was under way then or sent until the cluster was whole.</param>
/// <param name="TasksTerminalS">All tasks accepted before were terminal; null when some were not in time.</param>
/// <param name="WholeAgainS">All silos took work again; null when they did not in time.</param>
internal sealed record ChaosEvent(
    double AtS, string Action, string Silo, bool WasRouter, double CallsAgainS, double SlowestCallS, double? TasksTerminalS, double? WholeAgainS);

/// <summary>The books after a chaos run.</summary>
/// <param name="InOrder">Nothing lost, failed, done twice, told differently or charged above its cap.</param>
/// <param name="Seconds">Length of the load.</param>
/// <param name="Accepted">Tasks that were answered with 202.</param>
/// <param name="RefusedCalls">Submissions that were refused or not answered: allowed, the caller knows.</param>
/// <param name="Lost">Accepted tasks that are unknown or not terminal.</param>
/// <param name="Failed">Accepted tasks that ended otherwise than completed.</param>
/// <param name="Fallbacks">Tasks that a fault of an engine sent to another target.</param>
/// <param name="TwoResults">Tasks with more than one completed attempt, by the answers and by the server's books.</param>
/// <param name="OverCap">Tasks that cost more than their cap, by the answers and by the server's books.</param>
/// <param name="BooksUnfinished">Tasks the server's books hold as neither ended nor lost; 0 at rest.</param>
/// <param name="BooksMissing">Tasks the server's books hold as accepted beyond those that ended.</param>
/// <param name="WebhooksMissing">Accepted tasks nobody was told the end of.</param>
/// <param name="WebhooksRepeated">Webhooks that came again, byte for byte: allowed, delivery is at least once.</param>
/// <param name="WebhooksDiffering">Tasks that were told two different ends.</param>
/// <param name="CutsLeftOut">Why no link was cut; null when links were cut or none was to be.</param>
/// <param name="Events">What happened.</param>
internal sealed record ChaosReport(
    bool InOrder, double Seconds, int Accepted, int RefusedCalls, int Lost, int Failed, int Fallbacks, long TwoResults, long OverCap, long BooksUnfinished, long BooksMissing,
    int WebhooksMissing, int WebhooksRepeated, int WebhooksDiffering, string? CutsLeftOut, IReadOnlyList<ChaosEvent> Events)
{
    public void Print(IAnsiConsole console)
    {
        var table = TaskReport.Table("at", "what", "silo", "calls again", "slowest call", "tasks terminal", "whole again");
        foreach (var item in Events)
        {
            table.Row(
                $"{item.AtS:0.0} s", item.Action, item.WasRouter ? $"{item.Silo} (router)" : item.Silo, $"{item.CallsAgainS:0.0} s", $"{item.SlowestCallS:0.0} s",
                Seconds(item.TasksTerminalS), Seconds(item.WholeAgainS));
        }

        console.Write(table);
        if (CutsLeftOut is { } reason)
            console.WriteLine($"No link was cut: {reason}.");
        console.WriteLine($"{Accepted} tasks accepted in {this.Seconds:0} s, {RefusedCalls} calls refused; {Lost} lost, {Failed} failed, {Fallbacks} fell back, {TwoResults} with two results, {OverCap} over their cap.");
        console.WriteLine($"Books: {BooksUnfinished} unfinished, {BooksMissing} missing. Webhooks: {WebhooksMissing} missing, {WebhooksRepeated} repeated as they may be, {WebhooksDiffering} differing.");
        console.WriteLine(InOrder ? "The books are in order." : "THE BOOKS ARE NOT IN ORDER.");

        static string Seconds(double? value) => value is { } seconds ? $"{seconds:0.0} s" : "not in time";
    }
}

/// <summary>A task of a chaos run.</summary>
internal sealed record ChaosTask(string TaskType, string Priority, string InputText, decimal MaxCostUsd, string CallbackUrl);

/// <summary>What a chaos run needs of a task's end.</summary>
internal sealed record ChaosTaskView(Guid TaskId, string Status, decimal? ActualCostUsd, IReadOnlyList<LoadedAttempt> Attempts)
{
    [JsonIgnore]
    public bool IsTerminal => Status is "COMPLETED" or "FAILED" or "CANCELLED";
}

/// <summary>What a webhook is held against: everything that is fixed once the task is terminal.</summary>
internal sealed record ChaosWebhook(Guid TaskId, string Status, DateTimeOffset? CompletedAt);

internal sealed record BooksView(bool InOrder, long Accepted, long Terminal, long Unfinished, long TasksWithTwoResults, long TasksOverCap);

internal sealed record SilosView(IReadOnlyList<SiloView> Silos);

internal sealed record SiloView(string Silo, string Name, bool Stale, bool Draining);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ChaosTask))]
[JsonSerializable(typeof(ChaosTaskView))]
[JsonSerializable(typeof(ChaosWebhook))]
[JsonSerializable(typeof(BooksView))]
[JsonSerializable(typeof(SilosView))]
[JsonSerializable(typeof(ChaosReport))]
internal sealed partial class ChaosJson : JsonSerializerContext;
