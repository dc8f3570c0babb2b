using System.Text;

namespace Orchestrator.LlamaHost;

/// <summary>One loaded GGUF file: its vocabulary and its chat template. Thread-safe: llama.cpp only reads it.</summary>
internal sealed unsafe class LlamaModel : IDisposable
{
    private readonly nint _vocabulary;

    /// <exception cref="HostException">llama.cpp does not take the file.</exception>
    public LlamaModel(string path, int gpuLayers)
    {
        var parameters = LlamaNative.llama_model_default_params();
        parameters.GpuLayers = gpuLayers;
        Handle = LlamaNative.llama_model_load_from_file(path, parameters);
        if (Handle == 0) throw new HostException($"llama.cpp could not load {path}: {NativeLibraries.LastError ?? "no reason given"}");
        _vocabulary = LlamaNative.llama_model_get_vocab(Handle);
        EmbeddingSize = LlamaNative.llama_model_n_embd(Handle);
    }

    public nint Handle { get; }

    /// <summary>Length of an embedding vector.</summary>
    public int EmbeddingSize { get; }

    /// <param name="text">Any text.</param>
    /// <param name="parseSpecial">True when control tokens in the text mean what they say, as in a rendered chat template.</param>
    public int[] Tokenize(string text, bool parseSpecial)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var tokens = new int[bytes.Length + 8];
        fixed (byte* source = bytes)
        fixed (int* target = tokens)
        {
            byte nothing = 0;
            var start = source == null ? &nothing : source;
            var count = LlamaNative.llama_tokenize(_vocabulary, start, bytes.Length, target, tokens.Length, addSpecial: true, parseSpecial);
            return count >= 0 ? tokens[..count] : throw new InvalidOperationException("The text could not be tokenised");
        }
    }

    /// <summary>True for tokens that end a generation.</summary>
    public bool IsEnd(int token) => LlamaNative.llama_vocab_is_eog(_vocabulary, token);

    /// <summary>Writes a token's bytes, which may be part of a character only.</summary>
    /// <returns>How many bytes were written.</returns>
    public int GetBytes(int token, Span<byte> target)
    {
        fixed (byte* buffer = target)
        {
            return Math.Max(0, LlamaNative.llama_token_to_piece(_vocabulary, token, buffer, target.Length, 0, special: false));
        }
    }

    /// <summary>Renders messages by the model's own chat template; ChatML when it has none.</summary>
    /// <exception cref="RequestException">llama.cpp does not know the template.</exception>
    public string RenderChat(IReadOnlyList<(string Role, string Content)> messages)
    {
        using var strings = new NativeStrings();
        var native = new NativeChatMessage[messages.Count];
        for (var i = 0; i < native.Length; i++) native[i] = new() { Role = strings.Add(messages[i].Role), Content = strings.Add(messages[i].Content) };
        var template = LlamaNative.llama_model_chat_template(Handle, 0);
        if (template == null) template = strings.Add("chatml");
        var buffer = new byte[strings.TotalBytes + 1024];
        while (true)
        {
            int length;
            fixed (byte* target = buffer)
            fixed (NativeChatMessage* source = native)
            {
                length = LlamaNative.llama_chat_apply_template(template, source, (nuint)native.Length, addAssistant: true, target, buffer.Length);
            }

            if (length < 0) throw new RequestException(501, "not_supported_error", "The model's chat template is not one of those llama.cpp has built in");
            if (length <= buffer.Length) return Encoding.UTF8.GetString(buffer, 0, length);
            buffer = new byte[length];
        }
    }

    public void Dispose() => LlamaNative.llama_model_free(Handle);
}
