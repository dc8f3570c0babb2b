using System.Security.Cryptography;
using System.Text;

namespace Orchestrator.Grains;

/// <summary>
/// A document that is summarised piece by piece, and its summaries in turn, until what is left fits one piece. Everything follows from the text and
/// the size of a piece, so that a task that starts anew finds the same pieces.
/// </summary>
internal sealed class LongDocument
{
    /// <summary>A summary has at most this share of its piece's tokens, so that each level is shorter than the one before.</summary>
    private const int TokensPerSummaryToken = 4;

    private const int LeastSummaryTokens = 64;
    private const string Between = "\n\n";

    private readonly TaskSubmission _submission;
    private readonly IReadOnlyList<ChatTurn>? _system;
    private readonly int _chunkTokens;

    private LongDocument(TaskSubmission submission, string text, int chunkTokens)
    {
        _submission = submission;
        _system = submission.Messages is { } turns ? [.. turns.Where(turn => turn.Role == "system")] : null;
        _chunkTokens = chunkTokens;
        Chunks = Pieces(text);
    }

    /// <summary>The pieces of the document itself.</summary>
    public IReadOnlyList<string> Chunks { get; }

    /// <summary>The document of a submission; null when it is none, or fits one piece.</summary>
    /// <param name="submission">The task.</param>
    /// <param name="chunkTokens">Most tokens of a piece.</param>
    public static LongDocument? Of(TaskSubmission submission, int chunkTokens) =>
        submission.Type == TaskType.BatchSummarization && TextOf(submission) is { } text && TokenEstimate.Of(text) > chunkTokens
            ? new LongDocument(submission, text, chunkTokens)
            : null;

    /// <summary>What is to be summarised next; one piece is the last step.</summary>
    /// <param name="summaries">The summaries of a level.</param>
    public IReadOnlyList<string> Combine(IReadOnlyList<string> summaries)
    {
        var joined = string.Join(Between, summaries.Where(summary => !string.IsNullOrWhiteSpace(summary)));
        var next = Pieces(joined);
        // Summaries that are no shorter than what they summarise would go on for ever; an engine with a large window may still take them at once.
        return next.Length == 0 || next.Length >= summaries.Count ? [joined] : next;
    }

    /// <summary>The task of one piece.</summary>
    /// <param name="text">The piece.</param>
    /// <param name="isLast">True for the answer of the whole task, which has the caller's own limit.</param>
    public TaskSubmission Step(string text, bool isLast) => _submission with
    {
        InputText = text,
        Messages = _system is null ? null : [.. _system, new ChatTurn("user", text)],
        MaxOutputTokens = isLast ? _submission.MaxOutputTokens : Math.Max(LeastSummaryTokens, _chunkTokens / TokensPerSummaryToken),
    };

    /// <summary>What tells one piece from another, whatever the settings were when it was cut.</summary>
    public static string Fingerprint(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));

    private string[] Pieces(string text) => [.. DocumentChunker.Split(text, _chunkTokens).Where(piece => !string.IsNullOrWhiteSpace(piece))];

    /// <summary>The one text there is; null for a conversation, which is no document.</summary>
    private static string? TextOf(TaskSubmission submission)
    {
        if (submission.Messages is not { Count: > 0 } turns)
            return submission.InputText;
        var others = turns.Where(turn => turn.Role != "system").ToArray();
        return others is [{ Role: "user" } only] ? only.Content : null;
    }
}
