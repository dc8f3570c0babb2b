using System.Globalization;

namespace Orchestrator.Gateway;

/// <summary>Where a reader of a task's events stands: sequences begin anew when another silo takes the task over, which its version tells.</summary>
/// <param name="Version">Version of the task's owner; 0 before anything was seen.</param>
/// <param name="Sequence">The last event that was seen; 0 for none.</param>
internal readonly record struct EventPosition(long Version, long Sequence)
{
    /// <summary>Position of the last event there is: a reader that comes back with it has seen everything.</summary>
    public const string Done = "done";

    /// <summary>Reads an id that <see cref="ToString"/> wrote; anything else stands for the start.</summary>
    public static EventPosition Parse(string? id)
    {
        var dash = id?.IndexOf('-', StringComparison.Ordinal) ?? -1;
        return dash > 0
            && long.TryParse(id.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            && long.TryParse(id.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
                ? new EventPosition(version, sequence)
                : default;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Version}-{Sequence}");
}

/// <summary>An event of a task and where it stands.</summary>
/// <param name="Position">Where it stands.</param>
/// <param name="Event">The event.</param>
/// <param name="AfterGap">True when events before it may have been missed: the silo that told them went away.</param>
internal readonly record struct FollowedEvent(EventPosition Position, TaskEvent Event, bool AfterGap = false);
