using static Orchestrator.Engines.DemoDimensions;

namespace Orchestrator.Engines;

/// <summary>
/// A tiny GGUF file in llama architecture, so that a fresh machine computes with a real llama.cpp before any model is downloaded.
/// It is no language model: its weights are written down, not trained (<see cref="DemoWeights"/>). What it says depends on the prompt all the same.
/// </summary>
public static class DemoModel
{
    private const int Heads = 5, FeedForward = 64, ContextTokens = 32_768;

    private const string Description =
        "Demonstration file of the AI smart compute orchestrator: hand-computed weights that fill a fixed sentence with words of the prompt. Not a language model.";

    /// <summary>The name of the model in this quantisation, such as <c>demo-q4_0</c>.</summary>
    public static string Name(DemoQuantization quantization) => "demo-" + quantization.ToString().ToLowerInvariant();

    /// <summary>Writes the file into <paramref name="directory"/> unless one with the same content is there; it appears whole or not at all.</summary>
    /// <returns>Its path.</returns>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static string EnsureWritten(string directory, DemoQuantization quantization)
    {
        Directory.CreateDirectory(directory);
        var path = Path.Combine(directory, Name(quantization) + ".gguf");
        using var content = new MemoryStream();
        Write(content, quantization);
        if (IsSame(path, content)) return path;

        var temporary = Path.Combine(directory, $".{Path.GetRandomFileName()}.tmp");
        using (var file = new FileStream(temporary, FileMode.CreateNew)) content.WriteTo(file);
        File.Move(temporary, path, overwrite: true);
        return path;
    }

    /// <summary>Writes the file's bytes, the same for the same arguments.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="quantization">Storage of the weights.</param>
    /// <param name="ballastLayers">Layers of random weights that change nothing in the text but cost the time of a larger model, 0 to 64.</param>
    /// <param name="ballastWidth">Width of those layers' feed-forward part; a multiple of 32.</param>
    public static void Write(Stream stream, DemoQuantization quantization, int ballastLayers = 0, int ballastWidth = FeedForward)
    {
        var weights = new DemoWeights();
        var writer = new GgufWriter();
        AddMetadata(writer, weights.Vocabulary, quantization, 1 + ballastLayers, ballastWidth);
        var format = quantization switch
        {
            DemoQuantization.F16 => TensorFormat.F16,
            DemoQuantization.Q4_0 => TensorFormat.Q4_0,
            _ => TensorFormat.Q8_0,
        };
        writer.AddTensor("token_embd.weight", Size, weights.Vocabulary.Count, weights.Embedding, format);
        writer.AddTensor("output_norm.weight", Size, 0, DemoWeights.FinalNorm, TensorFormat.F32);
        writer.AddTensor("output.weight", Size, weights.Vocabulary.Count, weights.Output, format);
        var block = new DemoBlock(writer, format, Size, ballastWidth);
        block.AddMeaning(DemoWeights.Query(Heads), DemoWeights.Key(Heads), DemoWeights.Value, DemoWeights.AttentionOutput);
        for (var layer = 0; layer < ballastLayers; layer++) block.AddBallast();
        writer.Save(stream);
    }

    private static void AddMetadata(GgufWriter writer, DemoVocabulary vocabulary, DemoQuantization quantization, int layers, int feedForward)
    {
        writer.Add("general.architecture", "llama");
        writer.Add("general.name", Name(quantization));
        writer.Add("general.description", Description);
        writer.Add("general.license", "MIT");
        writer.Add("general.file_type", quantization switch { DemoQuantization.F16 => 1u, DemoQuantization.Q4_0 => 2u, _ => 7u });
        writer.Add("general.quantization_version", 2u);
        writer.Add("llama.context_length", ContextTokens);
        writer.Add("llama.embedding_length", Size);
        writer.Add("llama.block_count", (uint)layers);
        writer.Add("llama.feed_forward_length", (uint)feedForward);
        writer.Add("llama.attention.head_count", Heads);
        writer.Add("llama.attention.head_count_kv", Heads);
        writer.Add("llama.attention.layer_norm_rms_epsilon", 1e-9f);
        writer.Add("llama.rope.dimension_count", Size / Heads);
        writer.Add("llama.rope.freq_base", 1e9f);
        writer.Add("llama.vocab_size", (uint)vocabulary.Count);
        writer.Add("llama.pooling_type", 1u); // mean: an embedding is the average of all states
        writer.Add("tokenizer.ggml.model", "gpt2");
        writer.Add("tokenizer.ggml.pre", "llama-bpe");
        writer.Add("tokenizer.ggml.tokens", vocabulary.Tokens);
        writer.Add("tokenizer.ggml.token_type", vocabulary.Types);
        writer.Add("tokenizer.ggml.merges", Array.Empty<string>());
        writer.Add("tokenizer.ggml.bos_token_id", (uint)vocabulary.Begin);
        writer.Add("tokenizer.ggml.eos_token_id", (uint)vocabulary.End);
        writer.Add("tokenizer.ggml.padding_token_id", (uint)vocabulary.End);
        writer.Add("tokenizer.ggml.add_bos_token", false);
        writer.Add("tokenizer.chat_template",
            "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n' }}{% endfor %}"
            + "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}");
    }

    private static bool IsSame(string path, MemoryStream content) =>
        File.Exists(path)
        && new FileInfo(path).Length == content.Length
        && File.ReadAllBytes(path).AsSpan().SequenceEqual(content.GetBuffer().AsSpan(0, (int)content.Length));
}
