namespace Orchestrator.Routing;

/// <summary>
/// A way to choose among candidates. A stage either chooses one of <see cref="StageContext.Available"/>, or declines and says why; then the stage before it is asked.
/// It is called on the router's thread and must not wait, and must not change anything but its candidates' figures.
/// </summary>
public interface IDecisionStage
{
    /// <summary>How its decisions are recorded.</summary>
    DecisionStage Stage { get; }

    /// <summary>Chooses or declines.</summary>
    StageChoice Choose(in StageContext context);
}

/// <summary>What a stage came to.</summary>
/// <param name="Target">The choice; null when it declined.</param>
/// <param name="Confidence">0 to 1.</param>
/// <param name="Propensity">Probability with which this target was chosen; 1 for a deterministic stage.</param>
/// <param name="Reason">A clause without a full stop: why this target, or why it declined.</param>
/// <param name="Rule">The rule that decided, for stage rule.</param>
public readonly record struct StageChoice(ComputeTarget? Target, double Confidence, double Propensity, string Reason, string? Rule = null)
{
    /// <summary>No choice, and why.</summary>
    public static StageChoice Declined(string reason) => new(null, 0, 1, reason);
}

/// <summary>All that a stage may look at. Lives on the stack of one decision.</summary>
public readonly ref struct StageContext
{
    private readonly ref readonly DecisionInputs _inputs;
    private readonly ref readonly RuleFacts _facts;

    internal StageContext(ref readonly DecisionInputs inputs, ref readonly RuleFacts facts, Span<Candidate> candidates, TargetSet available)
    {
        _inputs = ref inputs;
        _facts = ref facts;
        Candidates = candidates;
        Available = available;
        Preferred = Preference.Of(candidates, available, inputs.Constraints.MaxLatencyMs);
        ExpectedLatencyMs = inputs.Policy.Settings.ExpectedLatency(inputs.Profile, inputs.Constraints);
    }

    /// <summary>What the decision was asked.</summary>
    public ref readonly DecisionInputs Inputs => ref _inputs;

    /// <summary>The rules' facts.</summary>
    public ref readonly RuleFacts Facts => ref _facts;

    /// <summary>All four targets, at the index of their value; those that are out have no engine.</summary>
    public Span<Candidate> Candidates { get; }

    /// <summary>Targets that can be used.</summary>
    public TargetSet Available { get; }

    /// <summary>
    /// Of these, the ones to use when there is a choice: not overloaded while another is not, and within <c>max_latency_ms</c> while another is.
    /// Never empty unless <see cref="Available"/> is. The rule and scored stages keep to it; a stage that weighs wait and lateness itself need not.
    /// </summary>
    public TargetSet Preferred { get; }

    /// <summary>The latency to measure the task against, milliseconds.</summary>
    public double ExpectedLatencyMs { get; }
}
