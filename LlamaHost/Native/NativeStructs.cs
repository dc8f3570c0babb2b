using System.Runtime.InteropServices;

namespace Orchestrator.LlamaHost;

/*
 * llama.cpp changes the layout of its parameter structures between releases. They are passed here as blobs larger than any of them: the library
 * fills them through the hidden return pointer, and each is the last by-value argument, so the surplus is never looked at (System V x64; Windows x64
 * and AArch64 pass such structures by reference). Only the first fields, which have kept their place for years, are named; NativeLibraries checks
 * at start that the defaults stand where they are expected.
 */

/// <summary><c>llama_model_params</c>.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct ModelParameters
{
    [FieldOffset(16)]
    public int GpuLayers;
}

/// <summary><c>llama_context_params</c>.</summary>
[StructLayout(LayoutKind.Explicit, Size = 512)]
internal struct ContextParameters
{
    [FieldOffset(0)]
    public uint ContextTokens;

    [FieldOffset(4)]
    public uint BatchTokens;

    [FieldOffset(8)]
    public uint PhysicalBatchTokens;

    [FieldOffset(12)]
    public uint Sequences;

    /// <summary>True for the values every supported release starts from.</summary>
    public readonly bool AreKnownDefaults => this is { ContextTokens: 512, BatchTokens: 2048, PhysicalBatchTokens: 512, Sequences: 1 };
}

/// <summary><c>llama_batch</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct Batch
{
    public int TokenCount;
    public int* Tokens;
    public float* Embeddings;
    public int* Positions;
    public int* SequenceCounts;
    public int** SequenceIds;
    public sbyte* Logits;
}

/// <summary><c>llama_chat_message</c>: two zero-terminated UTF-8 strings.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeChatMessage
{
    public byte* Role;
    public byte* Content;
}
