using Orchestrator.Grains.Interfaces;
using Orchestrator.Routing;

namespace Orchestrator.StoreWriter;

/// <summary>Plausible finished tasks over a period, oldest first, the same at every run.</summary>
/// <param name="count">How many.</param>
/// <param name="end">The last of them was created a little before.</param>
/// <param name="days">Length of the period.</param>
public sealed class SampleTasks(int count, DateTimeOffset end, int days = 30)
{
    private const string Silo = "S10.0.0.7:11111:1";

    private static readonly string[] Prompts =
    [
        "Summarise the minutes of the meeting about the new warehouse and list who has to do what by when.",
        "Is this review positive or negative? The case is fine, the battery is not: it lasts an hour at most and gets hot.",
        "Write a friendly reply to a customer whose parcel has been late for a week.",
        "Explain step by step why the nightly job doubles its run time whenever the index is rebuilt, and what to try first.",
        "Translate into German: the valve must be closed before the pump is switched on.",
    ];

    private static readonly string[] Accounts = ["shop", "support", "research", "billing", "mobile", "partners"];
    private static readonly string[] Models = ["mistral:7b-instruct-q4_0", "phi3:mini", "demo-q4_0.gguf", "gemini-2.5-flash"];
    private static readonly string[] Engines = ["ollama-gpu", "ollama-cpu", "llama-q4", "gemini"];
    private readonly Random _random = new(20_000);

    public IEnumerable<TaskSnapshot> All()
    {
        var (start, step) = (end.AddDays(-days), TimeSpan.FromDays(days) / count);
        for (var i = 0; i < count; i++)
            yield return Task(start + (step * i));
    }

    /// <summary>The task as it was accepted.</summary>
    public static TaskSnapshot Accepted(TaskSnapshot task) => task with { Version = 1, State = TaskState.Pending, Decision = null, Attempts = [], Profile = null };

    private TaskSnapshot Task(DateTimeOffset created)
    {
        var (type, priority) = ((TaskType)_random.Next(6), (TaskPriority)_random.Next(4));
        var target = (ComputeTarget)(_random.Next(10) switch { < 4 => 0, < 7 => 1, < 9 => 2, _ => 3 });
        var state = _random.Next(100) switch { < 2 => TaskState.Failed, 2 => TaskState.Cancelled, _ => TaskState.Completed };
        var latency = Math.Exp(4 + (_random.NextDouble() * 5));
        var (input, output) = (20 + _random.Next(400), 10 + _random.Next(500));
        var cost = target == ComputeTarget.Cloud ? Price(input, output) : 0m;
        var stage = (DecisionStage)_random.Next(3);
        var decision = new RoutingDecision(
            target, Silo, Engines[(int)target], Models[(int)target], cost * (decimal)(0.5 + _random.NextDouble()), latency * Math.Exp((_random.NextDouble() * 2) - 1),
            Math.Round(0.4 + (_random.NextDouble() * 0.6), 2), $"{WireNames.Of(target)} has the lowest score, 0.214, ahead of the next with 0.371: it is free and idle.",
            ComputeTarget.Cpu, stage, stage == DecisionStage.RuleBased ? "default_cpu" : null, "3f2a91c07b44", 1, null,
            [.. TargetSet.All.Select(other => new CandidateAssessment(
                other, Silo, Engines[(int)other], Models[(int)other], null, other == ComputeTarget.Cloud ? cost : 0, 900 + (400 * (int)other), 0.2 + (0.1 * (int)other), [new("cost", 0.3, 0.5), new("latency", 0.2, 0.4)]))],
            created.AddMilliseconds(2));
        var completed = state == TaskState.Completed;
        var ended = created.AddMilliseconds(latency);
        return new TaskSnapshot
        {
            Id = Guid.CreateVersion7(created),
            Version = 2,
            Owner = Silo,
            State = state,
            CreatedAt = created,
            CompletedAt = ended,
            Submission = new TaskSubmission
            {
                Type = type, Priority = priority, InputText = Prompts[_random.Next(Prompts.Length)], Account = Accounts[_random.Next(Accounts.Length)],
                MaxLatencyMs = _random.Next(3) == 0 ? 5000 : null,
            },
            Profile = new TaskProfile(type, priority, false, 0.41, 0.7, 0.3, input, output, type == TaskType.Reasoning, 4 * input),
            Decision = decision,
            Attempts =
            [
                new TaskAttempt
                {
                    Target = target, Model = decision.Model, Engine = decision.Engine, Silo = Silo, StartedAt = created.AddMilliseconds(3), FinishedAt = ended,
                    Outcome = completed ? "COMPLETED" : WireNames.Of(state), CostUsd = cost, QueueMs = 12, TimeToFirstTokenMs = latency / 4,
                },
            ],
            Result = completed ? "The meeting agreed on three points; the first two are due on Friday, the third waits for an offer." : null,
            Error = state == TaskState.Failed ? new TaskError(TaskErrorCodes.AllTargetsFailed, "GPU: timed out after 60 s") : null,
            InputTokens = completed ? input : null,
            OutputTokens = completed ? output : null,
            ActualCostUsd = completed && _random.Next(1000) > 0 ? cost : null,
            CloudBaselineCostUsd = completed ? Price(input, output) : null,
            ActualLatencyMs = completed ? latency : null,
            QueueMs = 12,
            TimeToFirstTokenMs = completed ? latency / 4 : null,
            SlaMet = completed && latency < 5000,
            FinishReason = completed ? "stop" : null,
        };
    }

    private static decimal Price(int input, int output) => ((0.3m * input) + (2.5m * output)) / 1_000_000m;
}
