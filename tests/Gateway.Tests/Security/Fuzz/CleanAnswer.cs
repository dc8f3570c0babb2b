namespace Orchestrator.Gateway.Tests;

/// <summary>What every answer must be, whatever was asked.</summary>
internal static class CleanAnswer
{
    /// <summary>How the inside of a program looks from outside, when it shows.</summary>
    private static readonly string[] Leaks =
        ["System.", "Orchestrator.", "Microsoft.", "Npgsql", "Sqlite", "Exception", "   at ", "StackTrace", ".cs:line", "BytePositionInLine", "Nullable`"];

    /// <param name="response">The answer.</param>
    /// <param name="path">Path that was asked.</param>
    /// <param name="sent">What was sent, for the message.</param>
    public static async Task AssertAsync(HttpResponseMessage response, string path, Func<string> sent)
    {
        var text = await response.Content.ReadAsStringAsync();
        if ((int)response.StatusCode >= 500)
            Assert.Fail($"{(int)response.StatusCode} of {path} for {sent()}: {text}");
        if ((int)response.StatusCode < 400)
            return;
        var expected = OpenAiError.IsSpokenAt(path) ? "application/json" : "application/problem+json";
        if (response.Content.Headers.ContentType?.MediaType != expected)
            Assert.Fail($"{(int)response.StatusCode} of {path} is {response.Content.Headers.ContentType} and not {expected}, for {sent()}: {text}");
        if (Array.Find(Leaks, leak => text.Contains(leak, StringComparison.Ordinal)) is { } leaked)
            Assert.Fail($"'{leaked}' shows in the answer of {path} for {sent()}: {text}");
    }
}
