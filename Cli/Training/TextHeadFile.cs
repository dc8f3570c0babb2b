using Orchestrator.Cli.Bench;
using Orchestrator.Learning;
using Orchestrator.Routing;

namespace Orchestrator.Cli.Training;

/// <summary>Trains a text head on judged outcomes of a strong and a weak model.</summary>
internal static class TextHeadFile
{
    /// <summary>A head for REASONING prompts: what such files hold are questions with a right answer.</summary>
    /// <exception cref="InvalidDataException">The file has no judged outcomes.</exception>
    public static TextGain Train(string path)
    {
        var outcomes = TextBenchmark.Read(path, null, null);
        if (outcomes.Count == 0)
            throw new InvalidDataException($"{path} has no data set of 100 prompts or more on which one model is better than the other");
        return new TextGain(
            [TaskType.Reasoning],
            TextHeadTrainer.Train([.. outcomes.SelectMany(part => part.Rows)], [.. outcomes.SelectMany(part => part.Gains)], new TextHeadOptions()));
    }
}
