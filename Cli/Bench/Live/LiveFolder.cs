using System.Globalization;
using Orchestrator.Routing;

namespace Orchestrator.Cli.Bench;

/// <summary>The configuration of a server for a live replay: engines that sleep as the truth says, and priors and latencies shortened by the same factor.</summary>
internal sealed class LiveFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("orchestrator-live-");

    /// <param name="policy">The policy file to decide by.</param>
    /// <param name="engines">Where the engines listen.</param>
    /// <param name="options">Slots and context windows.</param>
    /// <param name="compression">By how much time is shortened.</param>
    public LiveFolder(string policy, Uri engines, WorldOptions options, double compression)
    {
        Write("routing_policy.yaml", policy);
        Write("cost_config.yaml", Costs(compression));
        Write("engines.simulated.yaml", "engines:\n" + string.Concat(TargetSet.All.Select(target => Engine(target, engines, options))));
        Write("engines.yaml", "engines: []\n");
    }

    public string Path => _folder.FullName;

    public void Dispose()
    {
        try
        {
            _folder.Delete(recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The operating system cleans its temporary folder.
        }
    }

    /// <summary>What the benchmark's world pays and expects, in shortened time.</summary>
    private static string Costs(double compression) =>
        "baseline_model: cloud\nbaseline_embedding_model: cloud\nprices:\n  - { model: cloud, input: 0.075, output: 0.30 }\npriors:\n"
        + string.Concat(TargetSet.All.Select(target => Prior(target, ServicePriors.Default[target], compression)));

    private static string Prior(ComputeTarget target, ServicePrior prior, double compression) => string.Create(
        CultureInfo.InvariantCulture,
        $"  {WireNames.Of(target)}: {{ overhead_ms: {prior.OverheadMs / compression:0.###}, prefill_tokens_per_second: {prior.PrefillTokensPerSecond * compression:0}, decode_tokens_per_second: {prior.DecodeTokensPerSecond * compression:0}, embedding_speedup: {prior.EmbeddingSpeedup:0.#}, success_rate: {prior.SuccessRate:0.##} }}\n");

    private static string Engine(ComputeTarget target, Uri engines, WorldOptions options)
    {
        var (name, index) = (SimulatedCluster.Engine(target), (int)target);
        var model = SimulatedCluster.Model(target, "cloud");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"  - name: {name}\n    target: {WireNames.Of(target)}\n    kind: openai\n    preset: custom\n    endpoint: {engines}{name}/v1/\n    chat_model: {model}\n    embedding_model: {model}\n    concurrency: {options.Slots[index]}\n    context_tokens: {options.ContextTokens[index]}\n");
    }

    private void Write(string name, string text) => File.WriteAllText(System.IO.Path.Combine(Path, name), text);
}
