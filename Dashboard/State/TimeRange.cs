using System.Globalization;

namespace Orchestrator.Dashboard;

/// <summary>
/// The period all pages look at: one that ends now, written <c>now-24h</c> or <c>now-7d</c>, which stays relative when a link is shared,
/// or a fixed one, written as two times.
/// </summary>
/// <param name="Text">Its start as it stands in the address.</param>
/// <param name="Hours">Length, 1 to 8,760.</param>
/// <param name="From">Start of a fixed period; null for one that ends now.</param>
/// <param name="To">Its end.</param>
internal readonly record struct TimeRange(string Text, int Hours, DateTimeOffset? From = null, DateTimeOffset? To = null)
{
    /// <summary>How a fixed time stands in the address, always UTC.</summary>
    public const string TimeFormat = "yyyy-MM-dd'T'HH:mm'Z'";

    private const int MaxHours = 8760;

    public static TimeRange Default { get; } = new("now-24h", 24);

    /// <summary>What the picker offers, shortest first.</summary>
    public static IReadOnlyList<TimeRange> Presets { get; } =
        [new("now-1h", 1), new("now-6h", 6), Default, new("now-7d", 7 * 24), new("now-30d", 30 * 24), new("now-365d", MaxHours)];

    public bool IsFixed => From is not null;

    /// <summary>Of a period that ends now.</summary>
    public string Label => Hours switch
    {
        1 => "last hour",
        MaxHours => "last year",
        >= 48 when Hours % 24 == 0 => $"last {Hours / 24} days",
        _ => $"last {Hours} hours",
    };

    /// <summary>The next longer preset, to widen an empty view; null when there is none.</summary>
    public TimeRange? Wider
    {
        get
        {
            var hours = Hours;
            return IsFixed ? Default : Presets.Where(preset => preset.Hours > hours).Select(preset => (TimeRange?)preset).FirstOrDefault();
        }
    }

    /// <summary>Reads a range; anything else is the default, so that an old link still opens.</summary>
    public static TimeRange Parse(string? from, string? to = null)
    {
        if (Time(from) is { } start && Time(to) is { } end && end > start && end - start <= TimeSpan.FromHours(MaxHours))
            return new TimeRange(from!, (int)Math.Ceiling((end - start).TotalHours), start, end);
        if (from is null || !from.StartsWith("now-", StringComparison.Ordinal) || from.Length < 6) return Default;
        if (!int.TryParse(from.AsSpan(4, from.Length - 5), NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return Default;
        var hours = from[^1] switch { 'h' => number, 'd' => Math.Min(number, MaxHours) * 24, _ => 0 };
        return hours is >= 1 and <= MaxHours ? new TimeRange(from, hours) : Default;
    }

    /// <summary>What to ask for, in so many stretches.</summary>
    public StatsQuery ToQuery(int stretches = 1, string? baselineModel = null) =>
        new() { Hours = Hours, From = From, To = To, Stretches = stretches, BaselineModel = baselineModel };

    /// <summary>The period's first moment.</summary>
    public DateTimeOffset Start(DateTimeOffset now) => From ?? now - TimeSpan.FromHours(Hours);

    private static DateTimeOffset? Time(string? text) =>
        DateTimeOffset.TryParseExact(text, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
}
