using System.Globalization;
using System.Net;

namespace Orchestrator.Fakes;

/// <summary>Gemini's OpenAI-compatible endpoint: errors come as an array, thinking is only in the total, models are listed with a prefix.</summary>
public sealed class FakeGemini() : FakeOpenAi("v1beta/openai/")
{
    /// <summary>The key it takes.</summary>
    public const string GoodKey = "AIzaFakeKeyOfTheTests0123456789";

    /// <summary>A fake that listens.</summary>
    public static async Task<FakeGemini> StartAsync(int thinkingTokens = 0)
    {
        var fake = new FakeGemini { Key = GoodKey, Models = ["gemini-3.5-flash-lite", "gemini-embedding-2"], ThinkingTokens = thinkingTokens };
        await fake.ListenAsync();
        return fake;
    }

    /// <summary>429 with the wait in the body and in no header.</summary>
    public static FakeReply RateLimited(double seconds) => TooMany("GenerateRequestsPerMinutePerProjectPerModel-FreeTier", seconds);

    /// <summary>429 because the day's requests are used up.</summary>
    public static FakeReply DailyQuota() => TooMany("GenerateRequestsPerDayPerProjectPerModel-FreeTier", 12.5);

    /// <summary>503, as under load.</summary>
    public static FakeReply Overloaded() => Error(HttpStatusCode.ServiceUnavailable, "UNAVAILABLE", "The model is overloaded. Please try again later.");

    /// <summary>400 because the prompt is too long.</summary>
    public static FakeReply TooLong() =>
        Error(HttpStatusCode.BadRequest, "INVALID_ARGUMENT", "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).");

    protected override FakeReply Unauthorized => Error(HttpStatusCode.BadRequest, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.");

    protected override string ListedName(string model) => $"models/{model}";

    protected override FakeReply Missing(string model) =>
        Error(HttpStatusCode.NotFound, "NOT_FOUND", $"models/{model} is not found for API version v1main, or is not supported for generateContent.");

    private static FakeReply TooMany(string quotaId, double seconds)
    {
        string delay = seconds.ToString(CultureInfo.InvariantCulture);
        return FakeReply.Json(HttpStatusCode.TooManyRequests, $$$"""
            [{"error":{"code":429,"status":"RESOURCE_EXHAUSTED",
              "message":"You exceeded your current quota, please check your plan and billing details. Please retry in {{{delay}}}s.",
              "details":[
                {"@type":"type.googleapis.com/google.rpc.QuotaFailure","violations":[{"quotaMetric":"generate_content_requests","quotaId":"{{{quotaId}}}"}]},
                {"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"{{{delay}}}s"}]}}]
            """);
    }

    private static FakeReply Error(HttpStatusCode status, string name, string message) =>
        FakeReply.Json(status, $$$"""[{"error":{"code":{{{(int)status}}},"message":"{{{message}}}","status":"{{{name}}}"}}]""");
}
