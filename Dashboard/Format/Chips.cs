using Microsoft.AspNetCore.Components;
using Orchestrator.Dashboard.Components;

namespace Orchestrator.Dashboard;

/// <summary>Small coloured words. The word says it all; the colour only helps.</summary>
internal static class Chips
{
    public static RenderFragment Of(string text, string? kind) => builder =>
    {
        builder.OpenComponent<Chip>(0);
        builder.AddComponentParameter(1, nameof(Chip.Text), text);
        builder.AddComponentParameter(2, nameof(Chip.Kind), kind);
        builder.CloseComponent();
    };

    public static RenderFragment Target(ComputeTarget? target) =>
        target is { } known ? Of(Show.Wire(known), "target " + Show.Wire(known).ToLowerInvariant()) : Of(Show.Unknown, "plain");

    public static RenderFragment State(TaskState state) => Of(Show.Wire(state), state switch
    {
        TaskState.Completed => "good",
        TaskState.Failed => "bad",
        TaskState.Cancelled => "plain",
        _ => "busy",
    });

    /// <summary>The CSS variable of a target's colour.</summary>
    public static string Color(ComputeTarget target) => $"--{Show.Wire(target).ToLowerInvariant()}";
}
