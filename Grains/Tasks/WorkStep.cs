namespace Orchestrator.Grains;

/// <summary>What a task does at the moment: mostly all of it, for a long document one piece.</summary>
/// <param name="Submission">What the engine is asked.</param>
/// <param name="Profile">What the router knows of it.</param>
/// <param name="EarlierAttempts">Attempts of the task before this step: each step has its targets anew.</param>
/// <param name="Speaks">True when its text is the task's answer, for watchers to see.</param>
internal sealed record WorkStep(TaskSubmission Submission, TaskProfile Profile, int EarlierAttempts, bool Speaks);

/// <summary>A step that was answered.</summary>
internal sealed record StepAnswer(RoutingDecision Decision, AttemptEnd End);
