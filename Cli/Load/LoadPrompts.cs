using System.Globalization;

namespace Orchestrator.Cli;

/// <summary>Unique prompts, so that no cache answers, written before the clock starts.</summary>
internal static class LoadPrompts
{
    private static readonly string[] Types = ["CHAT", "CLASSIFICATION", "SUMMARIZATION"];

    private static readonly string[] Texts =
    [
        "What is the capital of the country that this number would have been born in?",
        "Is this review positive or negative? The parcel came late, and the lamp in it was better than I had hoped.",
        "Summarise: the harbour froze in January, the ferries stopped, and the town learned to walk across the bay.",
    ];

    /// <summary>A mark that the simulated engines quote back, so that an answer can be held against its prompt.</summary>
    public static string Mark(string run, int number) => string.Create(CultureInfo.InvariantCulture, $"<{run}-{number}>");

    public static byte[] Body(string run, int number) => ApiClient.Serialize(new NewTask
    {
        TaskType = Types[number % Types.Length],
        InputText = $"{Mark(run, number)} {Texts[number % Texts.Length]}",
        MaxOutputTokens = 32,
    });
}
