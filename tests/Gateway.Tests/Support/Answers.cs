namespace Orchestrator.Gateway.Tests;

/// <summary>Reads answers.</summary>
internal static class Answers
{
    public static async Task<JsonObject> JsonAsync(this HttpResponseMessage response) =>
        JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject();

    public static async Task<JsonObject> JsonAsync(this Task<HttpResponseMessage> response) => await (await response).JsonAsync();

    /// <summary>The problem, which must be one in every respect.</summary>
    public static async Task<JsonObject> ProblemAsync(this Task<HttpResponseMessage> pending, HttpStatusCode status, string code)
    {
        HttpResponseMessage response = await pending;
        var text = await response.Content.ReadAsStringAsync();
        Assert.Equal((status, text), (response.StatusCode, text));
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.DoesNotContain("System.", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Orchestrator.", text, StringComparison.Ordinal);
        Assert.DoesNotContain(" at ", text, StringComparison.Ordinal);
        JsonObject problem = JsonNode.Parse(text)!.AsObject();
        Assert.Equal(code, (string?)problem["code"]);
        Assert.Equal((int)status, (int?)problem["status"]);
        Assert.False(string.IsNullOrEmpty((string?)problem["title"]));
        Assert.False(string.IsNullOrEmpty((string?)problem["detail"]));
        return problem;
    }

    /// <summary>Names of the wrong fields, in order.</summary>
    public static string[] WrongFields(this JsonObject problem) => [.. problem["errors"]!.AsObject().Select(pair => pair.Key)];

    /// <summary>Everything that is said of one wrong field.</summary>
    public static string Error(this JsonObject problem, string field) =>
        string.Join("; ", problem["errors"]![field]?.AsArray().Select(message => (string?)message) ?? ["(no error)"]);
}
