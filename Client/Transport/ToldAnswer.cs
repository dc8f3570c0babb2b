namespace Orchestrator.Client;

/// <summary>
/// What was told of an answer so far. Before the first token another attempt is invisible; after it, what was said cannot be taken back,
/// so another attempt is an answer that broke off.
/// </summary>
internal sealed class ToldAnswer(Guid id)
{
    private long _version;
    private int _attempt;
    private int _characters;

    /// <summary>The last event that was heard; 0 to hear all.</summary>
    public long LastSequence { get; private set; }

    /// <summary>True when the task is terminal, and needs no cancel.</summary>
    public bool IsOver { get; private set; }

    private bool Spoke => _attempt > 0;

    /// <summary>The part of the answer an event is; null for none.</summary>
    /// <exception cref="OrchestratorException">The answer broke off, or there is none.</exception>
    public AnswerPart? Hear(TaskEvent happened)
    {
        LastSequence = happened.Sequence;
        IsOver = happened.Kind == TaskEventKind.Done;
        if (happened.Task is { IsTerminal: false, Version: var version })
        {
            BreakIf(Spoke && version != _version);
            _version = version;
        }

        BreakIf(Spoke && happened.AttemptNumber != _attempt && happened.Task is not { State: TaskState.Failed or TaskState.Cancelled });
        switch (happened.Kind)
        {
            case TaskEventKind.Token when happened.Text is { Length: > 0 } text:
                _attempt = Math.Max(1, happened.AttemptNumber);
                _characters += text.Length;
                return new AnswerPart(id, text, null);
            case TaskEventKind.Done:
                return new AnswerPart(id, null, SnapshotAnswers.Of(happened.Task!));
            default:
                return null;
        }
    }

    /// <summary>What is known when no more events come from where they came: the end, with its text if none was told; null while it goes on.</summary>
    /// <exception cref="OrchestratorException">The answer broke off, or there is none.</exception>
    public AnswerPart? Catch(TaskSnapshot task)
    {
        if (task.IsTerminal)
        {
            IsOver = true;
            var answer = SnapshotAnswers.Of(task);
            BreakIf(Spoke && _characters != answer.Text.Length);
            return new AnswerPart(id, Spoke || answer.Text.Length == 0 ? null : answer.Text, answer);
        }

        if (task.Version != _version)
        {
            BreakIf(Spoke);
            (_version, LastSequence) = (task.Version, 0);
        }

        return null;
    }

    private void BreakIf(bool broken)
    {
        if (broken)
            throw new AnswerBrokenOffException("The engine broke off in the middle of its answer.", id);
    }
}
