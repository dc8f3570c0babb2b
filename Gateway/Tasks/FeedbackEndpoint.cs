namespace Orchestrator.Gateway;

/// <summary>What callers think of answers.</summary>
internal static class FeedbackEndpoint
{
    private const int Score = 0, Comment = 1, LongestComment = 2000;
    private static readonly FieldNames Fields = new("feedback", "score", "comment");

    public static async Task<Results<NoContent, ProblemResult>> Give(Guid id, HttpContext context, GrainCalls calls)
    {
        var errors = new FieldErrors();
        double? score;
        using (JsonBody body = await JsonBody.ReadAsync(context))
            score = Read(body, errors);
        if (score is not { } given || errors.Any)
            return (ProblemResult)Problem.Validation(errors);
        switch (await calls.GetTaskAsync(id, 0, context.RequestAborted))
        {
            case null:
                return (ProblemResult)Problem.TaskNotFound(id);
            case { IsTerminal: false, State: var state }:
                return (ProblemResult)Problem.NotFinished(id, state);
            // Without an answer there is nothing that the score could be of.
            case { State: TaskState.Completed, Decision: { } decision } task:
                await calls.Router.Feedback(decision.Target, decision.Model, task.Submission.Type, given);
                break;
        }
        return TypedResults.NoContent();
    }

    private static double? Read(JsonBody body, FieldErrors errors)
    {
        if (Fields.Sort(body.Root, "", errors) is not { } values)
            return null;
        var reader = new FieldReader(values, Fields, "", errors);
        reader.Require(Score, "a number from 0 to 1");
        reader.Text(Comment, LongestComment);
        return reader.Number(Score, 0, 1);
    }
}
