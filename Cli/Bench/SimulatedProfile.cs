using Orchestrator.Routing;

namespace Orchestrator.Cli.Bench;

/// <summary>
/// The profile of a replayed task. Where the replay has no text, words without meaning of the same length stand in, so that only the length speaks; where the text is
/// a part of a longer input, its tokens are scaled up to the whole.
/// </summary>
internal static class SimulatedProfile
{
    private const int LongestText = 50_000;

    public static TaskProfile Of(ReplayTask task)
    {
        var length = Math.Clamp(task.Characters, 1, LongestText);
        var text = task.Text is { Length: > 0 } known ? known : string.Create(length, 0, static (span, _) => Fill(span));
        var profile = TaskAnalyser.Analyse(new TaskDescription(task.Type, task.Priority, task.IsBatch, text));
        var tokens = (int)Math.Ceiling(profile.EstimatedInputTokens * (double)Math.Max(task.Characters, 1) / text.Length);
        return profile with { Characters = task.Characters, EstimatedInputTokens = tokens };
    }

    private static void Fill(Span<char> span)
    {
        for (var i = 0; i < span.Length; i++)
        {
            span[i] = i % 6 == 5 ? ' ' : (char)('a' + (i % 5));
        }
    }
}
