using System.Text.Json;

namespace Orchestrator.Gateway;

/// <summary>Reads what a request says of tools: which there are, which must be called, which were called.</summary>
internal static class ToolReader
{
    public const int LongestName = 256;

    private const int MostTools = 128;
    private const string ChoiceForm = """must be 'auto', 'none', 'required' or { "type": "function", "function": { "name": … } } with the name of a tool""";

    /// <summary>The tools and the choice as JSON; null for none, and for the choice <c>auto</c>.</summary>
    public static (string? Tools, string? Choice) ReadTools(FieldReader reader, int tools, int choice, FieldErrors errors)
    {
        HashSet<string> names = ReadNames(reader, tools, errors);
        var wanted = ReadChoice(reader, choice, names);
        return names.Count == 0 || wanted == "none" ? (null, null) : (reader.Value(tools).GetRawText(), wanted);
    }

    /// <summary>The calls an assistant made before, as JSON; null when they are wrong.</summary>
    public static string? ReadCalls(FieldReader reader, int field, FieldErrors errors)
    {
        JsonElement calls = reader.Value(field);
        if (calls.ValueKind == JsonValueKind.Array && calls.GetArrayLength() is > 0 and <= MostTools && calls.EnumerateArray().All(IsCall))
            return calls.GetRawText();
        errors.Add(
            reader.Path(field),
            $$"""must be a list of 1 to {{MostTools}} objects { "id", "type": "function", "function": { "name", "arguments" } } whose arguments are the text of a JSON object""");
        return null;
    }

    private static HashSet<string> ReadNames(FieldReader reader, int field, FieldErrors errors)
    {
        HashSet<string> names = [];
        if (!reader.Has(field))
            return names;
        JsonElement tools = reader.Value(field);
        if (tools.ValueKind == JsonValueKind.Array && tools.GetArrayLength() <= MostTools && tools.EnumerateArray().All(tool => FunctionName(tool) is { } name && names.Add(name)))
            return names;
        errors.Add(reader.Path(field), $"must be a list of up to {MostTools} objects of type 'function', each with a function that has a name of its own and parameters that are an object");
        return [];
    }

    /// <summary>Null for <c>auto</c>.</summary>
    private static string? ReadChoice(FieldReader reader, int field, HashSet<string> names)
    {
        if (!reader.Has(field))
            return null;
        JsonElement choice = reader.Value(field);
        if (choice.ValueKind == JsonValueKind.String && JsonText.TryRead(choice, out var word) && word is "auto" or "none" or "required")
        {
            if (word == "required" && names.Count == 0)
                reader.Fail(field, "is 'required', but there are no tools");
            return word switch
            {
                "auto" => null,
                "none" => word,
                _ => "\"required\"",
            };
        }
        if (FunctionName(choice) is not { } name)
            reader.Fail(field, $"{ChoiceForm}, not {JsonText.Describe(choice)}");
        else if (!names.Contains(name))
            reader.Fail(field, $"names '{FieldText.Shorten(name)}', which is none of the tools");
        else
            return choice.GetRawText();
        return null;
    }

    /// <summary>The name of <c>{ "type": "function", "function": { "name" } }</c>; null when it is anything else.</summary>
    private static string? FunctionName(JsonElement tool) =>
        tool.ValueKind == JsonValueKind.Object
        && tool.TryGetProperty("type", out JsonElement type) && type.ValueKind == JsonValueKind.String && type.ValueEquals("function"u8)
        && tool.TryGetProperty("function", out JsonElement function) && function.ValueKind == JsonValueKind.Object
        && (!function.TryGetProperty("parameters", out JsonElement parameters) || parameters.ValueKind == JsonValueKind.Object)
        && Text(function, "name") is { Length: > 0 and <= LongestName } name
            ? name
            : null;

    private static bool IsCall(JsonElement call) =>
        FunctionName(call) is not null
        && Text(call, "id") is { Length: > 0 and <= LongestName }
        && Text(call.GetProperty("function"), "arguments") is { } arguments && IsObject(arguments);

    private static bool IsObject(string json)
    {
        if (json.Length == 0)
            return true;
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String && JsonText.TryRead(value, out var text) ? text : null;
}
