using System.Runtime.InteropServices;

namespace Orchestrator.LlamaHost;

/// <summary>The functions of <c>libllama</c> and <c>libggml</c> that are used, by their own names. A failed assertion in any of them aborts the process.</summary>
#pragma warning disable CA1707, IDE1006 // C names
internal static unsafe partial class LlamaNative
{
    public const string Llama = "llama", Ggml = "ggml";

    [LibraryImport(Ggml, StringMarshalling = StringMarshalling.Utf8)]
    public static partial void ggml_backend_load_all_from_path(string directory);

    [LibraryImport(Llama)]
    public static partial void llama_log_set(delegate* unmanaged[Cdecl]<int, byte*, void*, void> callback, void* state);

    [LibraryImport(Llama)]
    public static partial void llama_backend_init();

    [LibraryImport(Llama)]
    public static partial ModelParameters llama_model_default_params();

    [LibraryImport(Llama)]
    public static partial ContextParameters llama_context_default_params();

    [LibraryImport(Llama, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint llama_model_load_from_file(string path, ModelParameters parameters);

    [LibraryImport(Llama)]
    public static partial void llama_model_free(nint model);

    [LibraryImport(Llama)]
    public static partial int llama_model_n_embd(nint model);

    [LibraryImport(Llama)]
    public static partial nint llama_model_get_vocab(nint model);

    [LibraryImport(Llama)]
    public static partial byte* llama_model_chat_template(nint model, nint name);

    [LibraryImport(Llama)]
    public static partial int llama_chat_apply_template(
        byte* template, NativeChatMessage* messages, nuint count, [MarshalAs(UnmanagedType.U1)] bool addAssistant, byte* buffer, int length);

    [LibraryImport(Llama)]
    public static partial nint llama_init_from_model(nint model, ContextParameters parameters);

    [LibraryImport(Llama)]
    public static partial void llama_free(nint context);

    [LibraryImport(Llama)]
    public static partial uint llama_n_ctx(nint context);

    [LibraryImport(Llama)]
    public static partial void llama_set_n_threads(nint context, int threads, int batchThreads);

    [LibraryImport(Llama)]
    public static partial void llama_set_abort_callback(nint context, delegate* unmanaged[Cdecl]<void*, byte> callback, void* state);

    [LibraryImport(Llama)]
    public static partial void llama_set_embeddings(nint context, [MarshalAs(UnmanagedType.U1)] bool enabled);

    [LibraryImport(Llama)]
    public static partial float* llama_get_embeddings_seq(nint context, int sequence);

    [LibraryImport(Llama)]
    public static partial float* llama_get_embeddings_ith(nint context, int index);

    [LibraryImport(Llama)]
    public static partial nint llama_get_memory(nint context);

    [LibraryImport(Llama)]
    public static partial void llama_memory_clear(nint memory, [MarshalAs(UnmanagedType.U1)] bool data);

    [LibraryImport(Llama)]
    public static partial Batch llama_batch_get_one(int* tokens, int count);

    [LibraryImport(Llama)]
    public static partial int llama_decode(nint context, Batch batch);

    [LibraryImport(Llama)]
    public static partial int llama_tokenize(
        nint vocabulary, byte* text, int length, int* tokens, int capacity,
        [MarshalAs(UnmanagedType.U1)] bool addSpecial, [MarshalAs(UnmanagedType.U1)] bool parseSpecial);

    [LibraryImport(Llama)]
    public static partial int llama_token_to_piece(nint vocabulary, int token, byte* buffer, int length, int strip, [MarshalAs(UnmanagedType.U1)] bool special);

    [LibraryImport(Llama)]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool llama_vocab_is_eog(nint vocabulary, int token);

    /// <summary>The parameter is a structure of one <c>bool</c>, which is passed like that <c>bool</c>.</summary>
    [LibraryImport(Llama)]
    public static partial nint llama_sampler_chain_init([MarshalAs(UnmanagedType.U1)] bool withoutTimings);

    [LibraryImport(Llama)]
    public static partial void llama_sampler_chain_add(nint chain, nint sampler);

    [LibraryImport(Llama)]
    public static partial nint llama_sampler_init_greedy();

    [LibraryImport(Llama)]
    public static partial nint llama_sampler_init_top_p(float probability, nuint keepAtLeast);

    [LibraryImport(Llama)]
    public static partial nint llama_sampler_init_temp(float temperature);

    [LibraryImport(Llama)]
    public static partial nint llama_sampler_init_dist(uint seed);

    [LibraryImport(Llama)]
    public static partial int llama_sampler_sample(nint chain, nint context, int index);

    [LibraryImport(Llama)]
    public static partial void llama_sampler_free(nint chain);
}
