using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Orchestrator.LlamaHost;

/// <summary>JSON over HTTP, without reflection.</summary>
internal static class HttpJson
{
    /// <exception cref="RequestException">The body is not JSON of this shape.</exception>
    public static async Task<T> ReadAsync<T>(HttpContext http, JsonTypeInfo<T> type)
    {
        try
        {
            return await JsonSerializer.DeserializeAsync(http.Request.Body, type, http.RequestAborted) ?? throw RequestException.Invalid("The body is null");
        }
        catch (JsonException e)
        {
            throw RequestException.Invalid($"The body is not valid: line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}, at {e.Path ?? "$"}");
        }
    }

    public static async Task WriteAsync<T>(HttpContext http, T value, JsonTypeInfo<T> type, int statusCode = StatusCodes.Status200OK)
    {
        http.Response.StatusCode = statusCode;
        http.Response.ContentType = "application/json; charset=utf-8";
        await JsonSerializer.SerializeAsync(http.Response.Body, value, type, http.RequestAborted);
    }

    public static Task WriteErrorAsync(HttpContext http, ErrorBody error) =>
        WriteAsync(http, new ErrorResponse(error), ApiJson.Default.ErrorResponse, error.Code);
}
