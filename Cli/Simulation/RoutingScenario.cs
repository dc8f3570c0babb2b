namespace Orchestrator.Cli;

/// <summary>Tasks that show one side of routing.</summary>
/// <param name="Name">As on the command line.</param>
/// <param name="Title">What is to be seen.</param>
/// <param name="Tasks">The tasks, with what a reader should know of each.</param>
/// <param name="AtOnce">True: all are submitted together. False: each waits for the one before.</param>
internal sealed record RoutingScenario(string Name, string Title, IReadOnlyList<(string Sent, NewTask Task)> Tasks, bool AtOnce = false)
{
    private const string Report =
        "Quarterly results rose in all regions. Explain step by step why the margins changed, compare the three divisions, derive the growth rate for each, "
        + "and prove which constraint was binding. Then evaluate the design alternatives and summarise everything in exactly five points, with numbers.";

    private const string Review = "Is this review positive or negative? The lamp came late, and I love it.";

    private const int Crowd = 12;

    /// <summary>All scenarios, in the order they are shown.</summary>
    public static IReadOnlyList<RoutingScenario> All { get; } =
    [
        new("urgency", "The same report, more and more urgent",
        [
            .. new[] { "LOW", "NORMAL", "HIGH", "URGENT" }.Select(priority => ($"report, {priority}", Of("SUMMARIZATION", Report) with { Priority = priority })),
            ("short question, URGENT", Of("CHAT", "Which number do I call for an ambulance in Norway?") with { Priority = "URGENT" }),
        ]),
        new("cost", "What may it cost?",
        [
            ("analysis, no cap", Of("REASONING", Report)),
            ("analysis, at most $0.00001", Of("REASONING", Report) with { MaxCostUsd = 0.00001m }),
            ("analysis, batch", Of("REASONING", Report) with { IsBatch = true }),
            ("classification, batch", Of("CLASSIFICATION", Review) with { IsBatch = true, Priority = "LOW" }),
            ("document in the background", Of("BATCH_SUMMARIZATION", Report) with { Priority = "LOW" }),
        ]),
        new("resource", $"{Crowd} questions at once: the CPU queue grows, and easy work leaves it",
        [
            .. Enumerable.Range(1, Crowd).Select(number => ($"question {number}", Of("CHAT", $"What is {number} plus {number}?"))),
        ], AtOnce: true),
        new("reasoning", "From an easy question to a hard one",
        [
            ("sum", Of("CHAT", "What is 2+2?")),
            ("classification, HIGH", Of("CLASSIFICATION", Review) with { Priority = "HIGH" }),
            ("embedding", Of("EMBEDDING", "A lamp that came late")),
            ("easy reasoning", Of("REASONING", "Which is larger, 3 or 5?")),
            ("hard reasoning", Of("REASONING", Report)),
            ("hard reasoning, LOW", Of("REASONING", Report) with { Priority = "LOW" }),
        ]),
    ];

    private static NewTask Of(string type, string text) => new() { TaskType = type, InputText = text };
}
