using Orchestrator.Routing;

namespace Orchestrator.Configuration.Tests;

/// <summary>The files under <c>policies</c>, driven as the router drives them.</summary>
public sealed class ShippedPolicyTests
{
    private const string LongQuestion =
        "Analyse the following report, compare the three proposals, explain why the second costs more, and derive step by step what must hold for the first to pay off.";

    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    private static readonly PolicyDocument Policy = PolicyFile.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "policies", "routing_policy.yaml")));

    private static readonly CostDocument Costs = CostFile.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "policies", "cost_config.yaml")));

    private static RoutingDecision Decide(string text, TaskType type, TaskPriority priority = TaskPriority.Normal, bool batch = false, params ComputeTarget[] up)
    {
        ComputeTarget[] targets = up.Length > 0 ? up : [.. TargetSet.All];
        var engines = targets.Select(target => new EngineSnapshot(
            WireNames.Of(target).ToLowerInvariant(), target, "simulated", target == ComputeTarget.Cloud ? Costs.Book.BaselineModel : "model", "embedder", 32_768, 2, 0, 0, true, null, false, [])).ToArray();
        var silo = new SiloSnapshot("one:1", "one", [], 20, 40, null, [], null, engines, Noon, true, false);
        var result = new DecisionEngine().Decide(new DecisionInputs
        {
            Profile = TaskAnalyser.Analyse(new TaskDescription(type, priority, batch, text)),
            Constraints = DecisionConstraints.None,
            View = ClusterView.Build([new SiloLoad(silo, false, new Dictionary<string, EngineLoad>())], new ViewSettings()),
            Policy = RoutingPolicy.Compile("shipped", Policy.Rules, Policy.Settings),
            Costs = Costs.Book,
            Statistics = new OutcomeStatistics(Costs.Book.Priors),
            Stage = RoutingStage.Rule,
            Now = Noon,
        });
        return result.Decision!;
    }

    [Fact]
    public void They_have_neither_errors_nor_warnings()
    {
        Assert.Empty(Policy.Errors);
        Assert.Empty(Policy.Warnings);
        Assert.Empty(Costs.Errors);
        Assert.All(Policy.Rules, rule => Assert.False(string.IsNullOrWhiteSpace(rule.Description)));
    }

    [Fact]
    public void Their_settings_are_the_defaults_they_claim_to_be()
    {
        Assert.Equal(PolicySettings.Default, Policy.Settings);
        Assert.Equal(ServicePriors.Default, Costs.Book.Priors);
    }

    [Theory]
    [InlineData(LongQuestion, TaskType.Summarization, TaskPriority.Low, false, ComputeTarget.Cpu, "default_cpu")]
    [InlineData(LongQuestion, TaskType.Summarization, TaskPriority.Urgent, false, ComputeTarget.Cloud, "urgent_complex_cloud")]
    [InlineData("Is this review positive?", TaskType.Classification, TaskPriority.Low, true, ComputeTarget.Quantized, "batch_quantized")]
    [InlineData("Is this review positive?", TaskType.Classification, TaskPriority.High, false, ComputeTarget.Gpu, "high_priority_gpu")]
    [InlineData("Is this review positive?", TaskType.Classification, TaskPriority.Urgent, false, ComputeTarget.Gpu, "urgent_simple_gpu")]
    [InlineData(LongQuestion, TaskType.Reasoning, TaskPriority.Normal, false, ComputeTarget.Cloud, "reasoning_cloud")]
    [InlineData("Explain quantum entanglement to a 10-year-old.", TaskType.Reasoning, TaskPriority.High, false, ComputeTarget.Cloud, "reasoning_cloud")]
    [InlineData(LongQuestion, TaskType.Reasoning, TaskPriority.Low, false, ComputeTarget.Cpu, "default_cpu")]
    [InlineData("What is 2+2?", TaskType.Chat, TaskPriority.Normal, false, ComputeTarget.Cpu, "default_cpu")]
    [InlineData("What is 2+2?", TaskType.Reasoning, TaskPriority.Normal, false, ComputeTarget.Cpu, "default_cpu")]
    [InlineData("Some text", TaskType.Embedding, TaskPriority.Normal, false, ComputeTarget.Gpu, "embedding_local")]
    [InlineData("The minutes of a meeting.", TaskType.BatchSummarization, TaskPriority.Normal, false, ComputeTarget.Quantized, "batch_summarization_quantized")]
    public void Tasks_go_where_the_readme_says(string text, TaskType type, TaskPriority priority, bool batch, ComputeTarget target, string rule)
    {
        var decision = Decide(text, type, priority, batch);
        Assert.Equal((target, rule), (decision.Target, decision.Rule));
    }

    private const string Signs = "{}[]:-,\"'#&*!|>%@`\t\n x9";

    /// <summary>An editor saves half-written files: whatever stands there, reading ends in errors and not in an exception.</summary>
    [Fact]
    public void A_broken_edit_never_throws()
    {
        var random = new Random(7);
        foreach (var name in new[] { "routing_policy.yaml", "cost_config.yaml" })
        {
            var text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "policies", name));
            for (var i = 0; i < 150; i++)
            {
                var at = random.Next(text.Length);
                var broken = random.Next(3) switch
                {
                    0 => text[..at],
                    1 => text.Remove(at, Math.Min(random.Next(1, 40), text.Length - at)),
                    _ => text.Insert(at, $"{Signs[random.Next(Signs.Length)]}"),
                };
                var errors = name.StartsWith("routing", StringComparison.Ordinal) ? PolicyFile.Parse(broken).Errors : CostFile.Parse(broken).Errors;
                Assert.All(errors, error => Assert.True(error.Line >= 1 && error.Column >= 1, error.ToString()));
            }
        }
    }

    [Fact]
    public void Long_prompts_go_to_the_gpu_or_without_one_to_the_cloud()
    {
        var text = string.Concat(Enumerable.Repeat("The quick brown fox jumps over the lazy dog. ", 400));
        Assert.Equal("long_prompt_gpu", Decide(text, TaskType.Summarization).Rule);
        Assert.Equal("long_prompt_cloud", Decide(text, TaskType.Summarization, up: [ComputeTarget.Cpu, ComputeTarget.Cloud]).Rule);
    }

    [Fact]
    public void Urgent_work_without_a_gpu_goes_to_the_cloud() => Assert.Equal(
        (ComputeTarget.Cloud, "urgent_cloud"), (Decide("Hello", TaskType.Chat, TaskPriority.Urgent, up: [ComputeTarget.Cpu, ComputeTarget.Cloud]) is var decision ? (decision.Target, decision.Rule) : default));

    [Theory]
    [InlineData(LongQuestion, TaskType.Reasoning, TaskPriority.Urgent)]
    [InlineData("Is this review positive?", TaskType.Classification, TaskPriority.High)]
    [InlineData("Some text", TaskType.Embedding, TaskPriority.Normal)]
    [InlineData("Hello", TaskType.Chat, TaskPriority.Normal)]
    public void A_machine_with_cpu_and_quantized_alone_takes_everything(string text, TaskType type, TaskPriority priority)
    {
        var decision = Decide(text, type, priority, up: [ComputeTarget.Cpu, ComputeTarget.Quantized]);
        Assert.Equal((ComputeTarget.Cpu, "default_cpu", ComputeTarget.Quantized), (decision.Target, decision.Rule, decision.FallbackTarget));
    }
}
