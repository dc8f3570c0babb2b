using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Orchestrator.Gateway.Tests;

/// <summary>Bodies that are wrong in every way: noise, JSON of any shape, and good bodies with something replaced, added, doubled or cut off.</summary>
internal static class RandomBodies
{
    private static readonly string[] Strangers =
    [
        "prority", "", "é", "\\ud800", "a\\u0000", "constructor", "__proto__", "$ref", "$type", "role", "content", "type", "function", "name", "arguments", "tool_call_id",
        "complexity_score_gt", "hour_of_day_in", "priority_not", "text", "image_url",
    ];

    private static readonly string[] Scalars =
    [
        "null", "true", "false", "0", "-0", "-1", "1.5", "1e999", "1e-999", "-1e400", "0.1", "99999999999999999999", "2147483648", "-9223372036854775809", "79228162514264337593543950336",
        "\"\"", "\" \"", "\"CHAT\"", "\"chat\"", "\"LOW\"", "\"GPU\"", "\"CPU \"", "\"rule\"", "\"auto\"", "\"user\"", "\"tool\"", "\"x\"", "\"\\ud800\"", "\"\\u0000\"", "\"\\uFFFF\"", "\"http://x\"",
        "\"http://127.0.0.1/\"", "\"file:///etc/passwd\"", "\"2025-01-15T10:23:45Z\"", "\"量子\"", "\"'; DROP TABLE tasks; --\"", "\"{0}%s\"", "{}", "[]", "[[[[[[[[]]]]]]]]", "[null]",
    ];

    /// <summary>A body for an endpoint with this example.</summary>
    public static Gen<byte[]> For(FuzzedEndpoint endpoint)
    {
        string[] names = [.. endpoint.Fields, .. endpoint.Fields, .. Strangers];
        return Gen.Frequency(
            (5, Mutated(endpoint.Body!, names)),
            (3, Gen.Sized(size => Value(Math.Min(size, 12), names)).Select(Encoding.UTF8.GetBytes)),
            (1, Noise()));
    }

    private static Gen<byte[]> Mutated(JsonNode body, string[] names)
    {
        Gen<(int At, int Kind, string Name, string Value)> change =
            from at in Gen.Choose(0, 1000)
            from kind in Gen.Choose(0, 9)
            from name in Gen.Elements(names)
            from value in Gen.Frequency((4, Gen.Elements(Scalars)), (1, Value(6, names)), (1, Long()))
            select (at, kind, name, value);
        return from count in Gen.Choose(0, 4)
               from changes in change.ListOf(count)
               from cut in Gen.Frequency((6, Gen.Constant(0)), (1, Gen.Choose(1, 60)))
               from broken in Gen.Frequency((6, Gen.Constant(-1)), (1, Gen.Choose(0, 255)))
               select Bytes(changes.Aggregate(body.ToJsonString(), Change), cut, (byte)broken, broken >= 0);
    }

    /// <summary>Works on the text, so that keys can be doubled and quotes be lost.</summary>
    private static string Change(string json, (int At, int Kind, string Name, string Value) change)
    {
        var places = Enumerable.Range(0, json.Length).Where(index => json[index] is '{' or ':' or ',').ToArray();
        if (places.Length == 0)
            return json;
        var place = places[change.At % places.Length];
        var end = json.IndexOfAny([',', '}', ']'], place + 1);
        var member = $"\"{change.Name}\":{change.Value}";
        return (json[place], change.Kind) switch
        {
            (':', < 8) when end > 0 => json[..(place + 1)] + change.Value + json[end..],
            ('{', < 8) => json[..(place + 1)] + member + (json.Length > place + 1 && json[place + 1] == '}' ? "" : ",") + json[(place + 1)..],
            (',', < 8) => json[..(place + 1)] + member + "," + json[(place + 1)..],
            (_, 8) => json.Remove(place, 1),
            _ => json.Insert(place, change.Value),
        };
    }

    private static byte[] Bytes(string text, int cut, byte odd, bool break_)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        if (cut > 0 && cut < bytes.Length)
            bytes = bytes[..^cut];
        if (break_ && bytes.Length > 0)
            bytes[odd % bytes.Length] = odd;
        return bytes;
    }

    private static Gen<string> Long() => from length in Gen.Elements(100, 8193, 50_001)
                                         from character in Gen.Elements('a', 'é', '\u4e2d', '\t')
                                         select $"\"{new string(character, length).Replace("\t", "\\t", StringComparison.Ordinal)}\"";

    private static Gen<string> Value(int size, string[] names) => size <= 0
        ? Gen.Elements(Scalars)
        : Gen.Frequency(
            (2, Gen.Elements(Scalars)),
            (1, Value(size / 3, names).ListOf(size % 4).Select(items => $"[{string.Join(',', items)}]")),
            (4, Pair(size / 2, names).ListOf(size % 8).Select(items => $"{{{string.Join(',', items)}}}")));

    private static Gen<string> Pair(int size, string[] names) => Gen.Elements(names).SelectMany(name => Value(size, names).Select(value => $"\"{name}\":{value}"));

    private static Gen<byte[]> Noise() => Gen.OneOf(
        Gen.Elements("{}[]\":,0e-tfn\\u \u0001é".ToCharArray()).ListOf(12).Select(characters => Encoding.UTF8.GetBytes([.. characters])),
        Gen.Choose(0, 255).ListOf(24).Select(values => values.Select(value => (byte)value).ToArray()),
        Gen.Choose(1, 200).Select(depth => Encoding.UTF8.GetBytes(new string('[', depth))));
}
