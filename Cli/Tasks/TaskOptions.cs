using System.CommandLine;
using Orchestrator.Routing;

namespace Orchestrator.Cli;

/// <summary>The options that describe a task.</summary>
internal sealed class TaskOptions
{
    private readonly Argument<string> _text = new("text") { Description = "The prompt; - reads it from standard input" };
    private readonly Option<string> _type = new("--type", "-t") { Description = "Task type", DefaultValueFactory = _ => "CHAT" };
    private readonly Option<string?> _priority = new("--priority", "-p") { Description = "Priority" };
    private readonly Option<bool> _batch = new("--batch") { Description = "Background job: routed for cost" };
    private readonly Option<decimal?> _maxCost = new("--max-cost-usd") { Description = "Hard cap on the cost, USD" };
    private readonly Option<int?> _maxLatency = new("--max-latency-ms") { Description = "SLA, milliseconds" };
    private readonly Option<int?> _maxTokens = new("--max-output-tokens") { Description = "Limit on the answer, tokens" };
    private readonly Option<string?> _target = new("--target") { Description = "Pin the target" };
    private readonly Option<string?> _model = new("--model") { Description = "Pin the model" };

    public TaskOptions()
    {
        _type.AcceptOnlyFromAmong(WireNames.Allowed<TaskType>().Split(", "));
        _priority.AcceptOnlyFromAmong(WireNames.Allowed<TaskPriority>().Split(", "));
        _target.AcceptOnlyFromAmong(WireNames.Allowed<ComputeTarget>().Split(", "));
    }

    public Symbol[] All => [_text, _type, _priority, _batch, _maxCost, _maxLatency, _maxTokens, _target, _model];

    public NewTask Read(ParseResult arguments, TextReader input)
    {
        var text = arguments.GetRequiredValue(_text);
        return new NewTask
        {
            InputText = text == "-" ? input.ReadToEnd() : text,
            TaskType = arguments.GetValue(_type)!,
            Priority = arguments.GetValue(_priority),
            IsBatch = arguments.GetValue(_batch) ? true : null,
            MaxCostUsd = arguments.GetValue(_maxCost),
            MaxLatencyMs = arguments.GetValue(_maxLatency),
            MaxOutputTokens = arguments.GetValue(_maxTokens),
            Target = arguments.GetValue(_target),
            Model = arguments.GetValue(_model),
        };
    }
}
