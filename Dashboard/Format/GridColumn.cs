using Microsoft.AspNetCore.Components;

namespace Orchestrator.Dashboard;

/// <summary>A column of a table and of the CSV made from it.</summary>
/// <param name="Header">Its heading.</param>
/// <param name="Text">What it says of a row: shown when there is no <see cref="Cell"/>, and always what the CSV holds.</param>
public sealed record GridColumn<T>(string Header, Func<T, string> Text)
{
    /// <summary>How it is shown, when text is not enough.</summary>
    public RenderFragment<T>? Cell { get; init; }

    /// <summary>A shorter text for the link to the row; null for <see cref="Text"/>.</summary>
    public Func<T, string>? Label { get; init; }

    /// <summary>True to align figures to the right.</summary>
    public bool IsNumber { get; init; }

    /// <summary>True for the column that takes what width is left; its text is cut to fit.</summary>
    public bool IsFilling { get; init; }

    /// <summary>What a click on the heading does; null for a heading that is only one.</summary>
    public Action? Sort { get; init; }

    /// <summary>How the rows are sorted by this column, as <c>aria-sort</c> says it; null when they are not.</summary>
    public string? Sorted { get; init; }

    /// <summary>False for controls, which do not belong into the CSV.</summary>
    public bool IsExported { get; init; } = true;

    /// <summary>What the column means, shown when the pointer rests on the heading.</summary>
    public string? Hint { get; init; }
}
