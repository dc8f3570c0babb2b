using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;
using Orchestrator.Fakes;
using Orchestrator.Routing;

namespace Orchestrator.Engines.Tests;

public sealed partial class TaskInstructionsTests
{
    // Words the demo model's reply depends on wherever they stand: the user's own must decide.
    private static readonly IEnumerable<string> _demoWords =
        DemoLexicon.Topics.SelectMany(topic => topic.Words).Concat(DemoLexicon.PositiveWords).Concat(DemoLexicon.NegativeWords).Append(DemoLexicon.EndlessWord)
            .SelectMany(DemoLexicon.Spellings).Select(word => word.Trim().ToLowerInvariant());

    [Fact]
    public async Task A_classification_is_told_to_be_one()
    {
        await using var fake = await FakeOllama.StartAsync();
        await using var engine = Make.Engine(Make.Ollama(fake));
        await Make.Ask(engine, Make.Request(engine, "hello", TaskType.Classification));
        var messages = fake.Last("/api/chat").Body!["messages"]!.AsArray();
        Assert.Equal(["system", "user"], messages.Select(message => message!["role"]!.ToString()));
        Assert.StartsWith("Classify", messages[0]!["content"]!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_chat_and_a_caller_with_instructions_of_its_own_are_left_alone()
    {
        Assert.Single(Compose(TaskType.Chat, new EngineMessage("user", "hi")));
        var own = Compose(TaskType.Summarization, new EngineMessage("system", "as haiku"), new EngineMessage("user", "hi"));
        Assert.Equal(["as haiku", "hi"], own.Select(message => message.Text));
    }

    [Fact]
    public void A_tools_output_that_names_no_call_is_passed_on_as_the_users_words() =>
        Assert.Equal([ChatRole.User, ChatRole.Assistant, ChatRole.User], Compose(TaskType.Chat, new("user", "a"), new("assistant", "b"), new("tool", "c")).Select(message => message.Role));

    [Theory]
    [InlineData(TaskType.Summarization)]
    [InlineData(TaskType.BatchSummarization)]
    [InlineData(TaskType.Classification)]
    [InlineData(TaskType.Reasoning)]
    public void No_instruction_holds_a_word_that_the_demo_model_reacts_to(TaskType type) =>
        Assert.Empty(Words().Matches(TaskInstructions.For(type)!.ToLowerInvariant()).Select(match => match.Value).Intersect(_demoWords));

    private static List<ChatMessage> Compose(TaskType type, params EngineMessage[] messages) => TaskInstructions.Compose(new EngineRequest
    {
        TaskId = Guid.NewGuid(),
        Type = type,
        Priority = TaskPriority.Normal,
        Model = "m",
        Messages = messages,
    });

    [GeneratedRegex("[a-z0-9]+")]
    private static partial Regex Words();
}
