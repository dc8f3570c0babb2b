using System.Diagnostics;
using System.Text;

namespace Orchestrator.LlamaHost;

/// <summary>What one generation is to do.</summary>
internal sealed record GenerationRequest(int[] Prompt, int MaxTokens, float Temperature, float TopP, uint? Seed, IReadOnlyList<string> Stop);

/// <summary>How one generation went; times in milliseconds.</summary>
internal sealed record GenerationResult(string FinishReason, int PromptTokens, int OutputTokens, double PromptMs, double OutputMs);

/// <summary>The token loop.</summary>
internal static class Generation
{
    /// <summary>Generates until the model ends, a stop sequence, the token limit, the context's end, or cancellation. Blocks its thread.</summary>
    /// <param name="model">The model.</param>
    /// <param name="slot">A slot of it.</param>
    /// <param name="request">What to do; the prompt is shorter than the slot's context.</param>
    /// <param name="emit">Receives the text, piece by piece, whole characters only.</param>
    /// <param name="cancellationToken">Stops the loop before the next token.</param>
    public static GenerationResult Run(LlamaModel model, Slot slot, GenerationRequest request, Action<string> emit, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        slot.Reset(embeddings: false);
        slot.Decode(request.Prompt, cancellationToken);
        var promptDone = Stopwatch.GetTimestamp();

        using var sampler = new Sampler(request.Temperature, request.TopP, request.Seed);
        var stop = new StopFilter(request.Stop);
        var text = new PieceDecoder(model);
        var limit = Math.Min(request.MaxTokens, slot.ContextTokens - request.Prompt.Length);
        var (count, finish) = (0, "length");
        Span<int> next = stackalloc int[1];
        while (count < limit)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var token = sampler.Next(slot);
            if (model.IsEnd(token))
            {
                finish = "stop";
                break;
            }

            count++;
            var (piece, stopped) = stop.Push(text.Decode(token));
            if (piece.Length > 0) emit(piece);
            if (stopped)
            {
                finish = "stop";
                break;
            }

            if (count == limit) break;
            next[0] = token;
            slot.Decode(next, cancellationToken);
        }

        if (stop.Flush() is { Length: > 0 } rest) emit(rest);
        var (promptTime, outputTime) = (Stopwatch.GetElapsedTime(started, promptDone), Stopwatch.GetElapsedTime(promptDone));
        return new(finish, request.Prompt.Length, count, promptTime.TotalMilliseconds, outputTime.TotalMilliseconds);
    }

    /// <summary>Turns tokens into text; a character may be spread over several tokens.</summary>
    private sealed class PieceDecoder(LlamaModel model)
    {
        private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
        private readonly byte[] _bytes = new byte[512];
        private readonly char[] _characters = new char[516];

        public string Decode(int token)
        {
            var length = model.GetBytes(token, _bytes);
            return new(_characters, 0, _decoder.GetChars(_bytes, 0, length, _characters, 0, flush: false));
        }
    }
}
