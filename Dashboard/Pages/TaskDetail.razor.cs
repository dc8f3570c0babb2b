using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Components;

namespace Orchestrator.Dashboard.Pages;

/// <summary>One task, and why it ran where it did.</summary>
public sealed partial class TaskDetail
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseUpper) },
    };

    private readonly Live<FoundTask> _task;
    private string? _outcome;

    public TaskDetail() => _task = Source<FoundTask>();

    /// <summary>The task.</summary>
    [Parameter] public Guid Id { get; set; }

    [Inject] private DashboardOptions Options { get; set; } = default!;

    [Inject] private IDashboardData Data { get; set; } = default!;

    /// <inheritdoc />
    protected override void Choose() => _task.Choose(Topics.Task(Id));

    private static string? Answer(TaskSnapshot task) => task switch
    {
        { Result: { } text } => text,
        { Embedding: { } vector } => $"An embedding with {vector.Length} dimensions: [{string.Join(", ", vector.Take(8).Select(value => Show.Number(value)))}{(vector.Length > 8 ? ", …" : "")}]",
        { ToolCallsJson: { } calls } => calls,
        _ => null,
    };

    private string Curl() => $"curl -s {Options.ApiUrl.TrimEnd('/')}/v1/tasks/{Id} -H \"X-API-Key: {Options.ExampleKey ?? "$API_KEY"}\"";

    private static string Json(TaskSnapshot task) => JsonSerializer.Serialize(task, Indented);

    private async Task CancelAsync()
    {
        if (!View.MayChange) return;
        try
        {
            _outcome = await Data.CancelAsync(Id) is { Cancelled: true } ? "Cancelled." : "It had finished already.";
        }
        catch (Exception problem)
        {
            _outcome = Problems.Sentence(problem);
        }
    }
}
