using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace Orchestrator.Dashboard.Components;

/// <summary>An SVG text element, which Razor takes for its own <c>text</c> tag.</summary>
public sealed class SvgText : ComponentBase
{
    /// <summary>Where it starts, in the picture's own units.</summary>
    [Parameter, EditorRequired] public string X { get; set; } = "0";

    /// <summary>Its middle line.</summary>
    [Parameter, EditorRequired] public string Y { get; set; } = "0";

    /// <summary><c>start</c>, <c>middle</c> or <c>end</c>.</summary>
    [Parameter] public string Anchor { get; set; } = "start";

    /// <summary>What it says.</summary>
    [Parameter, EditorRequired] public string Text { get; set; } = "";

    /// <inheritdoc />
    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        builder.OpenElement(0, "text");
        builder.AddAttribute(1, "x", X);
        builder.AddAttribute(2, "y", Y);
        builder.AddAttribute(3, "text-anchor", Anchor);
        builder.AddAttribute(4, "dominant-baseline", "middle");
        builder.AddContent(5, Text);
        builder.CloseElement();
    }
}
