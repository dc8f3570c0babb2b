using System.Text.Json;

namespace Orchestrator.Grains.Stores;

/// <summary>
/// The members of a document that holds additions to the roll-ups: a list for each table, in it a list for each row, in it the row's key and then its numbers.
/// </summary>
internal static class RollupMembers
{
    public static void Of(Utf8JsonWriter json, RollupDelta delta)
    {
        json.WriteStartArray("stats"u8);
        foreach (var ((hour, state, target), sums) in delta.Stats)
            Row(json, sums, hour, state, target);
        json.WriteEndArray();
        json.WriteStartArray("latencies"u8);
        foreach (var ((hour, bucket), count) in delta.Latencies)
            Row(json, [bucket, count], hour);
        json.WriteEndArray();
        json.WriteStartArray("decisions"u8);
        foreach (var ((target, stage), count) in delta.Decisions)
            Row(json, [count], null, target, stage);
        json.WriteEndArray();
        json.WriteStartArray("groups"u8);
        foreach (var ((dimension, hour, name, state), sums) in delta.Groups)
            Row(json, sums, hour, dimension, name, state);
        json.WriteEndArray();
        json.WriteStartArray("histograms"u8);
        foreach (var ((dimension, hour, name), buckets) in delta.Histograms)
        {
            if (buckets.Count == 0)
                continue;
            Begin(json, hour, dimension, name);
            foreach (var (bucket, count) in buckets)
            {
                json.WriteNumberValue(bucket);
                json.WriteNumberValue(count);
            }

            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    /// <summary>Adds what a document holds to <paramref name="sum"/>.</summary>
    /// <exception cref="JsonException">It is no such document.</exception>
    public static void AddTo(RollupDelta sum, ReadOnlySpan<byte> document)
    {
        var reader = new Utf8JsonReader(document);
        using var json = JsonDocument.ParseValue(ref reader);
        Span<long> numbers = stackalloc long[RollupSums.Count];
        var tables = json.RootElement;
        foreach (var row in tables.GetProperty("stats"u8).EnumerateArray())
            sum.StatsOf(Number(row, 0), Text(row, 1), Text(row, 2)).Add(Numbers(row, 3, numbers));
        foreach (var row in tables.GetProperty("latencies"u8).EnumerateArray())
            RollupDelta.Count(sum.Latencies, (Number(row, 0), (int)Number(row, 1)), Number(row, 2));
        foreach (var row in tables.GetProperty("decisions"u8).EnumerateArray())
            sum.Decided(Text(row, 0), Text(row, 1), Number(row, 2));
        foreach (var row in tables.GetProperty("groups"u8).EnumerateArray())
            sum.GroupOf(Text(row, 1), Number(row, 0), Text(row, 2), Text(row, 3)).Add(Numbers(row, 4, numbers));
        foreach (var row in tables.GetProperty("histograms"u8).EnumerateArray())
        {
            var histogram = sum.HistogramOf(Text(row, 1), Number(row, 0), Text(row, 2));
            for (var i = 3; i < row.GetArrayLength(); i += 2)
                RollupDelta.Count(histogram, (int)Number(row, i), Number(row, i + 1));
        }
    }

    private static void Row(Utf8JsonWriter json, RollupSums sums, long hour, params ReadOnlySpan<string> names)
    {
        Span<long> numbers = stackalloc long[RollupSums.Count];
        sums.CopyTo(numbers);
        Row(json, numbers, hour, names);
    }

    private static void Row(Utf8JsonWriter json, ReadOnlySpan<long> numbers, long? hour, params ReadOnlySpan<string> names)
    {
        Begin(json, hour, names);
        foreach (var number in numbers)
            json.WriteNumberValue(number);
        json.WriteEndArray();
    }

    private static void Begin(Utf8JsonWriter json, long? hour, params ReadOnlySpan<string> names)
    {
        json.WriteStartArray();
        if (hour is { } known)
            json.WriteNumberValue(known);
        foreach (var name in names)
            json.WriteStringValue(name);
    }

    private static long Number(JsonElement row, int index) => row[index].GetInt64();

    private static string Text(JsonElement row, int index) => row[index].GetString() ?? "";

    private static ReadOnlySpan<long> Numbers(JsonElement row, int from, Span<long> numbers)
    {
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = Number(row, from + i);
        return numbers;
    }
}
