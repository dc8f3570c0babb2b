using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Orchestrator.LlamaHost;

/// <summary>One llama.cpp context: the memory of one generation at a time. Used by one thread at a time.</summary>
internal sealed unsafe class Slot : IDisposable
{
    /// <summary>llama.cpp's default physical batch: the most tokens that are computed, and pooled into an embedding, in one go.</summary>
    public const int BatchTokens = 512;

    private const int Aborted = 2;
    private readonly LlamaModel _model;
    private readonly nint _context;
    private readonly int* _abort;

    public Slot(LlamaModel model, int id, int contextTokens, int threads)
    {
        (_model, Id) = (model, id);
        var parameters = LlamaNative.llama_context_default_params();
        parameters.ContextTokens = (uint)contextTokens;
        _context = LlamaNative.llama_init_from_model(model.Handle, parameters);
        if (_context == 0) throw new HostException($"No memory for a context of {contextTokens} tokens: {NativeLibraries.LastError ?? "no reason given"}");
        ContextTokens = contextTokens;
        LlamaNative.llama_set_n_threads(_context, threads, threads);
        _abort = (int*)NativeMemory.AllocZeroed(sizeof(int));
        LlamaNative.llama_set_abort_callback(_context, &IsAborted, _abort);
    }

    public int Id { get; }

    public int ContextTokens { get; }

    public bool IsBusy { get; set; }

    public nint Context => _context;

    /// <summary>Forgets the last generation.</summary>
    /// <param name="embeddings">True when the next call asks for embeddings, false for text.</param>
    public void Reset(bool embeddings)
    {
        LlamaNative.llama_set_embeddings(_context, embeddings);
        LlamaNative.llama_memory_clear(LlamaNative.llama_get_memory(_context), data: true);
    }

    /// <summary>Computes tokens. A long prompt stops within one layer's time of the cancellation.</summary>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public void Decode(ReadOnlySpan<int> tokens, CancellationToken cancellationToken)
    {
        Volatile.Write(ref *_abort, 0);
        using var registration = cancellationToken.UnsafeRegister(static slot => Volatile.Write(ref *((Slot)slot!)._abort, 1), this);
        for (var done = 0; done < tokens.Length; done += BatchTokens)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Decode(tokens.Slice(done, Math.Min(BatchTokens, tokens.Length - done)));
        }

        void Decode(ReadOnlySpan<int> part)
        {
            int result;
            fixed (int* pointer = part) result = LlamaNative.llama_decode(_context, LlamaNative.llama_batch_get_one(pointer, part.Length));
            if (result == Aborted) throw new OperationCanceledException(cancellationToken);
            if (result != 0) throw new InvalidOperationException($"llama_decode returned {result}");
        }
    }

    /// <summary>The vector of the tokens just computed: pooled as the model says, else the mean over them. Not normalised.</summary>
    public float[] GetEmbedding(int tokenCount)
    {
        var size = _model.EmbeddingSize;
        var pooled = LlamaNative.llama_get_embeddings_seq(_context, 0);
        if (pooled != null) return new ReadOnlySpan<float>(pooled, size).ToArray();
        var sum = new float[size];
        for (var index = 0; index < tokenCount; index++)
        {
            var state = LlamaNative.llama_get_embeddings_ith(_context, index);
            for (var i = 0; i < size; i++) sum[i] += state[i] / tokenCount;
        }

        return sum;
    }

    public void Dispose()
    {
        LlamaNative.llama_free(_context);
        NativeMemory.Free(_abort);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static byte IsAborted(void* state) => (byte)Volatile.Read(ref *(int*)state);
}
