namespace Orchestrator.Grains;

/// <summary>What the analysis needs of a submission.</summary>
internal static class Submissions
{
    public static TaskDescription Describe(TaskSubmission submission) =>
        new(submission.Type, submission.Priority, submission.IsBatch, submission.InputText, submission.MaxOutputTokens);
}
