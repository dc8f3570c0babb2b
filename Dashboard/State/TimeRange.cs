using System.Globalization;

namespace Orchestrator.Dashboard;

/// <summary>A period that ends now, written <c>now-24h</c> or <c>now-7d</c>; it stays relative when a link is shared.</summary>
/// <param name="Text">As it stands in the address.</param>
/// <param name="Hours">Length, 1 to 8,760.</param>
internal readonly record struct TimeRange(string Text, int Hours)
{
    private const int MaxHours = 8760;

    public static TimeRange Default { get; } = new("now-24h", 24);

    /// <summary>What the picker offers, shortest first.</summary>
    public static IReadOnlyList<TimeRange> Presets { get; } =
        [new("now-1h", 1), new("now-6h", 6), Default, new("now-7d", 7 * 24), new("now-30d", 30 * 24), new("now-365d", MaxHours)];

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
            return Presets.Where(preset => preset.Hours > hours).Select(preset => (TimeRange?)preset).FirstOrDefault();
        }
    }

    /// <summary>Reads a range; anything else is the default, so that an old link still opens.</summary>
    public static TimeRange Parse(string? text)
    {
        if (text is null || !text.StartsWith("now-", StringComparison.Ordinal) || text.Length < 6) return Default;
        if (!int.TryParse(text.AsSpan(4, text.Length - 5), NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return Default;
        var hours = text[^1] switch { 'h' => number, 'd' => Math.Min(number, MaxHours) * 24, _ => 0 };
        return hours is >= 1 and <= MaxHours ? new TimeRange(text, hours) : Default;
    }
}
