using System.Globalization;
using System.Text.Json;

namespace Orchestrator.Cli;

/// <summary>Unique prompts, so that no cache answers, written before the clock starts.</summary>
internal static class LoadPrompts
{
    private const int MostTokens = 32;

    private static readonly string[] Types = ["CHAT", "CLASSIFICATION", "SUMMARIZATION"];

    private static readonly string[] Texts =
    [
        "What is the capital of the country that this number would have been born in?",
        "Is this review positive or negative? The parcel came late, and the lamp in it was better than I had hoped.",
        "Summarise: the harbour froze in January, the ferries stopped, and the town learned to walk across the bay.",
    ];

    /// <summary>A mark that the simulated engines quote back, so that an answer can be held against its prompt.</summary>
    public static string Mark(string run, int number) => string.Create(CultureInfo.InvariantCulture, $"<{run}-{number}>");

    public static byte[] Task(string run, int number) => ApiClient.Serialize(new NewTask
    {
        TaskType = Types[number % Types.Length],
        InputText = Text(run, number),
        MaxOutputTokens = MostTokens,
    });

    public static byte[] Chat(string run, int number, bool stream) => JsonSerializer.SerializeToUtf8Bytes(
        new ChatRequest("auto", [new ChatLine("user", Text(run, number))], MostTokens, stream), LoadJson.Default.ChatRequest);

    private static string Text(string run, int number) => $"{Mark(run, number)} {Texts[number % Texts.Length]}";
}
