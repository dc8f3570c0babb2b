using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Orchestrator.Routing;

namespace Orchestrator.Engines;

/// <summary>Checks an answer that came in one piece.</summary>
internal static class WholeAnswer
{
    /// <summary>The body, with finish reasons the client library understands.</summary>
    /// <exception cref="EngineException">The body reports an error, or holds no choice.</exception>
    public static byte[] Check(byte[] body, string? secret)
    {
        bool mayFail = body.AsSpan().IndexOf("\"error\""u8) >= 0;
        bool isChat = body.AsSpan().IndexOf("\"choices\""u8) >= 0;
        if (!mayFail && !isChat)
            return body;
        JsonNode? root;
        try
        {
            root = JsonNode.Parse(body);
        }
        catch (JsonException exception)
        {
            throw new EngineException(EngineFault.Broken, "the answer is not valid JSON", null, exception);
        }

        if (mayFail)
            ThrowIfError(body, secret);
        if (root is not JsonObject { } answer || answer["choices"] is not JsonArray choices)
            return body;
        if (choices.Count == 0)
            throw new EngineException(EngineFault.Refused, "the answer holds no choice: a safety filter blocked it");
        bool changed = false;
        foreach (var choice in choices.OfType<JsonObject>())
            changed |= Normalise(choice, secret);
        return changed ? JsonSerializer.SerializeToUtf8Bytes(answer) : body;
    }

    private static bool Normalise(JsonObject choice, string? secret)
    {
        if (choice["finish_reason"] is not JsonValue value || !value.TryGetValue(out string? reason))
            return false;
        string standard = FinishReasons.ToStandard(reason)
            ?? throw new EngineException(EngineFault.Broken, Redactor.Clean($"the answer ended with the reason '{reason}'", secret));
        if (standard == reason && standard.Length > 0)
            return false;
        choice["finish_reason"] = standard.Length == 0 ? null : standard;
        return true;
    }

    private static void ThrowIfError(byte[] body, string? secret)
    {
        using var document = JsonDocument.Parse(body);
        if (ErrorBody.Reports(document.RootElement))
            throw ErrorBody.Read(document.RootElement, HttpStatusCode.InternalServerError, null).ToException(secret);
    }
}
