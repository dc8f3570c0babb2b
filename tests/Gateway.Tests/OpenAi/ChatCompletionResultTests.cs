using System.Text;
using System.Text.Json;

namespace Orchestrator.Gateway.Tests;

public sealed class ChatCompletionResultTests
{
    private const string Call = """{"id":"c","type":"function","function":{"name":"f","arguments":"{\"a\":\"ü\"}"}}""";

    public static TheoryData<TaskSnapshot> Answers { get; } =
    [
        Task(),
        Task() with { Result = "Zitat: \"ü\" 世界 😀 <b>\n" },
        Task() with { Result = new string('x', 1_000_000) },
        Task() with { Result = "", ToolCallsJson = $"[{Call}]", FinishReason = "tool_calls" },
        Task() with { Result = "and", ToolCallsJson = $"[{Call},{Call}]", FinishReason = null },
        Task() with { Result = "", ToolCallsJson = "no list" },
        Task() with { InputTokens = null, OutputTokens = null },
        Task() with { InputTokens = null, OutputTokens = 3 },
        Task() with { Result = null },
    ];

    [Theory]
    [MemberData(nameof(Answers))]
    public void What_is_written_is_what_the_serialiser_makes_of_the_record(TaskSnapshot task)
    {
        string written = Encoding.UTF8.GetString(new ChatCompletionResult(task, details: null).Write());
        var completion = JsonSerializer.Deserialize(written, WireJson.Context.ChatCompletion)!;
        Assert.Equal(JsonSerializer.Serialize(completion, WireJson.Context.ChatCompletion), written);
        Assert.Equal(($"chatcmpl-{task.Id:N}", 1, "chat.completion", "m"), (completion.Id, completion.Choices.Count, completion.Object, completion.Model));
        Assert.Equal(task.Result is "" && task.ToolCallsJson is not null ? null : task.Result, completion.Choices[0].Message.Content);
    }

    [Fact]
    public void The_task_is_in_it_when_it_was_asked_for()
    {
        var details = Task().ToWire();
        using var written = JsonDocument.Parse(new ChatCompletionResult(Task(), details).Write().ToArray());
        Assert.True(JsonElement.DeepEquals(JsonSerializer.SerializeToElement(details, WireJson.Context.TaskDetails), written.RootElement.GetProperty("task")));
    }

    private static TaskSnapshot Task() => new()
    {
        Id = new Guid("01a217f2-2e46-7e0f-a1e2-5520119c11fb"),
        Version = 2,
        Owner = "S127.0.0.1:11111:1",
        State = TaskState.Completed,
        CreatedAt = new DateTimeOffset(2026, 3, 14, 9, 0, 0, TimeSpan.Zero),
        Submission = new TaskSubmission { Type = TaskType.Chat, InputText = "Say hello.", Account = "team-a", Model = "m" },
        Result = "Hello.",
        FinishReason = "stop",
        InputTokens = 4,
        OutputTokens = 2,
    };
}
