namespace Orchestrator.Routing.Tests.Analysis;

public sealed class TaskAnalyserTests
{
    private static TaskProfile Analyse(string text, TaskType type = TaskType.Chat, TaskPriority priority = TaskPriority.Normal, bool batch = false, int? limit = null) =>
        TaskAnalyser.Analyse(new TaskDescription(type, priority, batch, text, limit));

    [Theory]
    [InlineData(TaskPriority.Urgent, 1.0, 0.1)]
    [InlineData(TaskPriority.High, 0.75, 0.3)]
    [InlineData(TaskPriority.Normal, 0.5, 0.5)]
    [InlineData(TaskPriority.Low, 0.2, 0.9)]
    public void Priority_decides_how_much_latency_and_cost_matter(TaskPriority priority, double latency, double cost)
    {
        var profile = Analyse("Hello", priority: priority);
        Assert.Equal((latency, cost), (profile.LatencySensitivity, profile.CostSensitivity));
    }

    [Fact]
    public void A_batch_job_minds_cost_and_not_latency()
    {
        var profile = Analyse("Hello", priority: TaskPriority.Urgent, batch: true);
        Assert.Equal((0.1, 0.9), (profile.LatencySensitivity, profile.CostSensitivity));
    }

    [Theory]
    [InlineData(TaskType.Chat)]
    [InlineData(TaskType.Reasoning)]
    public void Two_plus_two_is_not_complex(TaskType type) => Assert.True(Analyse("What is 2+2?", type).ComplexityScore < 0.6);

    [Fact]
    public void Explaining_entanglement_is_complex() =>
        Assert.InRange(Analyse("Explain quantum entanglement to a 10-year-old.", TaskType.Reasoning, TaskPriority.High).ComplexityScore, 0.8, 0.9);

    [Fact]
    public void A_text_that_asks_for_an_argument_is_more_complex_than_one_that_does_not() =>
        Assert.True(Analyse("Compare both designs and justify which one you would build, step by step.").ComplexityScore
            > Analyse("Say something nice about both designs and the one you would like to build.").ComplexityScore);

    [Fact]
    public void A_demanding_summary_can_be_complex() =>
        Assert.True(Analyse(
            "Summarise the three papers, then compare their methods, explain why the results differ, and derive what must hold for both to be true. 1. Methods 2. Results",
            TaskType.Summarization).ComplexityScore > 0.6);

    [Theory]
    [InlineData("为什么天空是蓝色的？请解释并证明你的结论，然后比较两种理论。", "天空是蓝色的。今天天气很好，我们一起去公园散步吧，带上水。")]
    [InlineData("Erkläre, warum der Himmel blau ist, und begründe jeden Schritt.", "Der Himmel ist heute blau und das Wetter ist wirklich schön.")]
    [InlineData("Объясни, почему небо синее, и докажи каждый шаг.", "Небо сегодня синее, и погода очень хорошая весь день.")]
    public void Complexity_is_seen_in_other_languages(string hard, string easy) => Assert.True(Analyse(hard).ComplexityScore > Analyse(easy).ComplexityScore + 0.05);

    [Theory]
    [InlineData(TaskType.Embedding)]
    [InlineData(TaskType.Classification)]
    [InlineData(TaskType.Chat)]
    [InlineData(TaskType.Summarization)]
    [InlineData(TaskType.BatchSummarization)]
    [InlineData(TaskType.Reasoning)]
    public void Complexity_stays_between_zero_and_one_for_the_longest_text(TaskType type) =>
        Assert.InRange(Analyse(string.Concat(Enumerable.Repeat("Why? Prove {x}; then 1 + 1 = 2 without lemma 3.\n1. ", 980)), type).ComplexityScore, 0, 1);

    [Fact]
    public void Reasoning_tasks_and_demanding_chats_require_reasoning()
    {
        Assert.True(Analyse("What is 2+2?", TaskType.Reasoning).RequiresReasoning);
        Assert.True(Analyse("Explain why the proof fails and derive a counterexample.").RequiresReasoning);
        Assert.False(Analyse("Good morning!").RequiresReasoning);
    }

    [Fact]
    public void The_callers_limit_bounds_the_expected_answer()
    {
        Assert.Equal(5, Analyse("Tell me a story", limit: 5).EstimatedOutputTokens);
        Assert.Equal(200, Analyse("Tell me a story", limit: 5000).EstimatedOutputTokens);
    }

    [Fact]
    public void An_embedding_has_no_answer() => Assert.Equal(0, Analyse("Some text", TaskType.Embedding).EstimatedOutputTokens);
}
