using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace Orchestrator.Engines;

/// <summary>What an engine said of an error, in whichever of the usual shapes: an object, an array of one (Gemini), a string (Ollama), or no JSON at all.</summary>
/// <param name="Status">HTTP status, or the code inside the body where the stream itself was a 200.</param>
/// <param name="Message">Its words.</param>
/// <param name="Kind">Its machine-readable names (<c>status</c>, <c>type</c>, <c>code</c>), space separated.</param>
/// <param name="RetryAfter">How long it asked to wait; null when it did not say.</param>
/// <param name="DailyQuota">True when a quota per day is spent.</param>
internal sealed record ErrorBody(HttpStatusCode Status, string Message, string Kind, TimeSpan? RetryAfter, bool DailyQuota)
{
    public static ErrorBody Read(byte[] body, HttpStatusCode status, TimeSpan? retryAfter)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return Read(document.RootElement, status, retryAfter);
        }
        catch (JsonException)
        {
            string text = Encoding.UTF8.GetString(body).Trim();
            bool plain = text.Length is > 0 and <= 300 && !text.StartsWith('<');
            return new ErrorBody(status, plain ? text : $"HTTP {(int)status} without an explanation", "", retryAfter, false);
        }
    }

    public static ErrorBody Read(JsonElement root, HttpStatusCode status, TimeSpan? retryAfter)
    {
        var error = Error(root);
        if (error.ValueKind == JsonValueKind.String)
            return new ErrorBody(status, error.GetString()!, "", retryAfter, false);
        if (error.ValueKind != JsonValueKind.Object)
            return new ErrorBody(status, $"HTTP {(int)status} without an explanation", "", retryAfter, false);
        if (error.TryGetProperty("code", out var code) && code.ValueKind == JsonValueKind.Number && code.TryGetInt32(out int number) && number is >= 400 and < 600)
            status = (HttpStatusCode)number;
        string message = Text(error, "message") is { Length: > 0 } given ? given : $"HTTP {(int)status} without an explanation";
        bool daily = false;
        foreach (var detail in Items(error, "details"))
        {
            retryAfter = Seconds(Text(detail, "retryDelay")) ?? retryAfter;
            foreach (var violation in Items(detail, "violations"))
                daily |= Text(violation, "quotaId").Contains("PerDay", StringComparison.OrdinalIgnoreCase);
        }

        return new ErrorBody(status, message, $"{Text(error, "status")} {Text(error, "type")} {Text(error, "code")}".Trim(), retryAfter, daily);
    }

    /// <summary>True when the JSON is an error and not an answer.</summary>
    public static bool Reports(JsonElement root)
    {
        if (Error(root).ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
            return false;
        return root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("choices", out var choices) || choices.ValueKind != JsonValueKind.Array
            || choices.GetArrayLength() == 0;
    }

    /// <summary>The typed fault.</summary>
    public EngineException ToException(string? secret) => new(FaultClassifier.Classify(this), Redactor.Clean(Message, secret), RetryAfter);

    private static JsonElement Error(JsonElement root)
    {
        if (root.ValueKind == JsonValueKind.Array && root.GetArrayLength() > 0)
            root = root[0];
        return root.ValueKind == JsonValueKind.Object && root.TryGetProperty("error", out var error) ? error : default;
    }

    private static string Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static JsonElement.ArrayEnumerator Items(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : default;

    // Gemini writes decimal seconds: "45.837906927s".
    private static TimeSpan? Seconds(string text) =>
        text.EndsWith('s') && double.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds)
            && seconds is >= 0 and < 1e7 ? TimeSpan.FromSeconds(seconds) : null;
}
