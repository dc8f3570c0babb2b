using BenchmarkDotNet.Attributes;
using Orchestrator.Routing;

namespace Orchestrator.Benchmarks;

/// <summary>The analysis of a prompt.</summary>
[MemoryDiagnoser]
public class AnalysisBenchmarks
{
    private string _text = "";

    [Params(100, 2_000, 50_000)]
    public int Characters { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        const string Sentence = "Explain why the 3 largest rivers (by flow) never freeze, and compare {them}: step by step. ";
        _text = string.Concat(Enumerable.Repeat(Sentence, (Characters / Sentence.Length) + 1))[..Characters];
    }

    [Benchmark]
    public TaskProfile Analyse() => TaskAnalyser.Analyse(new TaskDescription(TaskType.Chat, TaskPriority.Normal, false, _text));
}
