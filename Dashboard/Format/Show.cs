using System.Globalization;

namespace Orchestrator.Dashboard;

/// <summary>How figures are written, everywhere the same.</summary>
internal static class Show
{
    /// <summary>What stands for a figure that is not known. Never zero.</summary>
    public const string Unknown = "–";

    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    public static string Count(long count) => count.ToString("N0", Culture);

    public static string Usd(decimal? amount) => amount switch
    {
        null => Unknown,
        0 => "$0",
        < 0 => "−" + Usd(-amount.Value),
        >= 1000 => "$" + amount.Value.ToString("N0", Culture),
        >= 0.1m => "$" + amount.Value.ToString("0.00", Culture),
        >= 0.01m => "$" + amount.Value.ToString("0.00##", Culture),
        _ => "$" + amount.Value.ToString("0.00####", Culture),
    };

    public static string Ms(double? milliseconds) => milliseconds switch
    {
        null => Unknown,
        < 10 => milliseconds.Value.ToString("0.#", Culture) + " ms",
        < 1000 => milliseconds.Value.ToString("0", Culture) + " ms",
        < 60_000 => (milliseconds.Value / 1000).ToString("0.0", Culture) + " s",
        < 3_600_000 => (milliseconds.Value / 60_000).ToString("0.0", Culture) + " min",
        _ => (milliseconds.Value / 3_600_000).ToString("0.0", Culture) + " h",
    };

    /// <summary>A share from 0 to 1.</summary>
    public static string Share(double? share) => share is null ? Unknown : (share.Value * 100).ToString(share is 0 or 1 ? "0" : "0.0", Culture) + " %";

    /// <summary>A percentage from 0 to 100.</summary>
    public static string Percent(double? percent) => percent is null ? Unknown : percent.Value.ToString("0", Culture) + " %";

    public static string Number(double? number, int decimals = 3) =>
        number is null ? Unknown : Math.Round(number.Value, decimals).ToString("0.#########", Culture);

    public static string Gigabytes(double? mebibytes) => mebibytes is null ? Unknown : (mebibytes.Value / 1024).ToString("0.0", Culture) + " GiB";

    public static string Ago(TimeSpan age) => age switch
    {
        { TotalSeconds: < 1 } => "just now",
        { TotalSeconds: < 60 } => age.TotalSeconds.ToString("0", Culture) + " s ago",
        { TotalMinutes: < 60 } => age.TotalMinutes.ToString("0", Culture) + " min ago",
        { TotalHours: < 48 } => age.TotalHours.ToString("0", Culture) + " h ago",
        _ => age.TotalDays.ToString("0", Culture) + " days ago",
    };

    public static string Wire<T>(T value)
        where T : struct, Enum => WireNames.Of(value);

    public static string WireOrUnknown<T>(T? value)
        where T : struct, Enum => value is { } known ? WireNames.Of(known) : Unknown;

    /// <summary>The start of a task id, enough to tell tasks apart on a page: it is a point in time, to the millisecond, and can be searched for.</summary>
    public static string ShortId(Guid id) => id.ToString()[..13];

    /// <summary>Text for a table cell: one line, at most <paramref name="length"/> characters.</summary>
    public static string Line(string text, int length)
    {
        var line = text.AsSpan().IndexOfAny('\r', '\n') is >= 0 and var end ? text[..end] : text;
        return line.Length <= length ? line : string.Concat(line.AsSpan(0, char.IsHighSurrogate(line[length - 1]) ? length - 1 : length), "…");
    }
}
