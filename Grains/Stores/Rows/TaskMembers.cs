namespace Orchestrator.Grains.Stores;

/// <summary>The members of a task's progress, in the order in which the serializer writes them.</summary>
internal static class TaskMembers
{
    public static void Of(DocumentWriter to, (TaskSnapshot Task, bool DecisionIsLogged) progress)
    {
        var (task, decisionIsLogged) = progress;
        to.Write(MemberName.Profile, task.Profile, Of);
        to.Write(MemberName.Decision, decisionIsLogged ? null : task.Decision, DecisionMembers.Of);
        to.WriteAll(MemberName.Attempts, task.Attempts, Of);
        to.Write(MemberName.Progress, task.Progress, Of);
    }

    private static void Of(DocumentWriter to, TaskProfile profile)
    {
        to.Write(MemberName.Type, profile.Type);
        to.Write(MemberName.Priority, profile.Priority);
        to.Write(MemberName.IsBatch, profile.IsBatch);
        to.Write(MemberName.ComplexityScore, profile.ComplexityScore);
        to.Write(MemberName.LatencySensitivity, profile.LatencySensitivity);
        to.Write(MemberName.CostSensitivity, profile.CostSensitivity);
        to.Write(MemberName.EstimatedInputTokens, profile.EstimatedInputTokens);
        to.Write(MemberName.EstimatedOutputTokens, profile.EstimatedOutputTokens);
        to.Write(MemberName.RequiresReasoning, profile.RequiresReasoning);
        to.Write(MemberName.Characters, profile.Characters);
        to.Write(MemberName.TextGain, profile.TextGain);
        to.Write(MemberName.EstimatedTokens, profile.EstimatedTokens);
    }

    private static void Of(DocumentWriter to, TaskAttempt attempt)
    {
        to.Write(MemberName.Target, attempt.Target);
        to.Write(MemberName.Model, attempt.Model);
        to.Write(MemberName.Engine, attempt.Engine);
        to.Write(MemberName.Silo, attempt.Silo);
        to.Write(MemberName.StartedAt, attempt.StartedAt);
        to.Write(MemberName.FinishedAt, attempt.FinishedAt);
        to.Write(MemberName.Outcome, attempt.Outcome);
        to.Write(MemberName.Error, attempt.Error);
        to.Write(MemberName.CostUsd, attempt.CostUsd);
        to.Write(MemberName.QueueMs, attempt.QueueMs);
        to.Write(MemberName.TimeToFirstTokenMs, attempt.TimeToFirstTokenMs);
    }

    private static void Of(DocumentWriter to, TaskProgress progress)
    {
        to.Write(MemberName.ChunksDone, progress.ChunksDone);
        to.Write(MemberName.ChunksTotal, progress.ChunksTotal);
    }
}
