using System.Text;

namespace Orchestrator.Dashboard;

/// <summary>Comma-separated values as RFC 4180 writes them.</summary>
internal static class Csv
{
    public static string Of(IEnumerable<IEnumerable<string>> rows)
    {
        var text = new StringBuilder();
        foreach (var row in rows) text.AppendJoin(',', row.Select(Cell)).Append("\r\n");
        return text.ToString();
    }

    private static string Cell(string value)
    {
        // A spreadsheet runs a cell that starts like a formula; a leading apostrophe makes it text. Plain numbers stay numbers.
        if (value is ['=' or '+' or '-' or '@' or '\t' or '\r', ..] && !double.TryParse(value, System.Globalization.CultureInfo.InvariantCulture, out _)) value = "'" + value;
        return value.AsSpan().IndexOfAny("\",\r\n") < 0 ? value : $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
