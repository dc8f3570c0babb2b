using Microsoft.Extensions.Time.Testing;
using Orchestrator.Routing;

namespace Orchestrator.Engines.Tests;

public sealed class SimulatedEngineTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void There_is_one_engine_for_every_target()
    {
        var engines = EngineFile.Simulated();
        Assert.Equal(Enum.GetValues<ComputeTarget>(), engines.Select(engine => engine.Target));
        Assert.Equal([2, 1, 1, 64], engines.Select(engine => engine.Concurrency));
    }

    [Fact]
    public async Task It_says_that_it_is_simulated_and_repeats_the_prompt()
    {
        await using var engine = Make.Engine(EngineFile.Simulated(0)[0]);
        var (text, end) = await Make.Ask(engine, "What is 2+2?");
        Assert.True(engine.IsSimulated);
        Assert.StartsWith("[simulated GPU engine, mistral:7b-instruct-q4_0]", text, StringComparison.Ordinal);
        Assert.Contains("What is 2+2?", text, StringComparison.Ordinal);
        Assert.Equal("stop", end.FinishReason);
    }

    [Fact]
    public async Task The_same_prompt_has_the_same_answer()
    {
        await using var engine = Make.Engine(EngineFile.Simulated(0)[1]);
        Assert.Equal((await Make.Ask(engine, "one")).Text, (await Make.Ask(engine, "one")).Text);
        Assert.NotEqual((await Make.Ask(engine, "one")).Text, (await Make.Ask(engine, "two")).Text);
    }

    [Fact]
    public async Task Tokens_follow_the_estimate_and_the_limit()
    {
        await using var engine = Make.Engine(EngineFile.Simulated(0)[3]);
        var request = Make.Request(engine, "hello") with { EstimatedInputTokens = 70, EstimatedOutputTokens = 200 };
        Assert.Equal(new EngineCompletion("stop", 70, 200), (await Make.Ask(engine, request)).End);
        Assert.Equal(new EngineCompletion("length", 70, 50), (await Make.Ask(engine, request with { MaxOutputTokens = 50 })).End);
    }

    [Fact]
    public async Task It_takes_as_long_as_its_speed_says()
    {
        await using var engine = Make.Engine(Profile(overheadMs: 100, prefill: 1000, decode: 100), time: _time);
        var request = Make.Request(engine, "hello") with { EstimatedInputTokens = 900, EstimatedOutputTokens = 200 };
        var started = _time.GetTimestamp();
        var first = (TimeSpan?)null;
        var updates = engine.GenerateAsync(request, default).GetAsyncEnumerator();
        int texts = 0;
        while (await Advance(updates.MoveNextAsync().AsTask()))
        {
            first ??= _time.GetElapsedTime(started);
            texts += updates.Current.Text is null ? 0 : 1;
        }

        // 0.1 s overhead, 0.9 s prompt, then 2 s answer in steps of 50 ms.
        Assert.Equal(1.05, first!.Value.TotalSeconds, 0.02);
        Assert.Equal(3, _time.GetElapsedTime(started).TotalSeconds, 0.02);
        Assert.Equal(40, texts);
    }

    [Fact]
    public async Task A_cancel_is_honoured_while_it_pretends_to_work()
    {
        await using var engine = Make.Engine(Profile(100, 1000, 100), time: _time);
        using var caller = new CancellationTokenSource();
        var asking = Make.Ask(engine, "hello", caller.Token);
        Assert.False(asking.IsCompleted);
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking).WaitAsync(Make.Patience);
    }

    [Fact]
    public async Task Failures_come_at_the_rate_that_was_asked_for()
    {
        var options = Profile(0, 1e9, 1e9);
        await using var engine = Make.Engine(options with { Settings = new Dictionary<string, string>(options.Settings) { ["failure_rate"] = "0.3", ["latency_scale"] = "0" } });
        int failed = 0;
        for (int i = 0; i < 1000; i++)
        {
            try
            {
                await Make.Ask(engine, "hello");
            }
            catch (EngineException exception) when (exception.Fault == EngineFault.Broken)
            {
                failed++;
            }
        }

        Assert.InRange(failed, 250, 350);
    }

    [Fact]
    public async Task Texts_that_share_words_have_closer_vectors()
    {
        await using var engine = Make.Engine(EngineFile.Simulated(0)[0]);
        float[] dog = await Embed("the dog runs in the park"), hound = await Embed("a dog sleeps in the park"), bill = await Embed("invoice number seven is due");
        Assert.Equal(1, Cosine(dog, dog), 1e-3);
        Assert.True(Cosine(dog, hound) > Cosine(dog, bill) + 0.2);

        async Task<float[]> Embed(string text) => (await engine.EmbedAsync(new EngineEmbeddingRequest(Guid.NewGuid(), "m", text), default)).Vector;
    }

    private static double Cosine(float[] a, float[] b) => a.Zip(b, (x, y) => (double)x * y).Sum();

    private static EngineOptions Profile(double overheadMs, double prefill, double decode) => new()
    {
        Name = "simulated",
        Target = ComputeTarget.Gpu,
        Kind = "simulated",
        ChatModel = "m",
        Settings = new Dictionary<string, string>
        {
            ["overhead_ms"] = overheadMs.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["prefill_tokens_per_second"] = prefill.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["decode_tokens_per_second"] = decode.ToString(System.Globalization.CultureInfo.InvariantCulture),
        },
    };

    // Moves the clock in small steps until the engine gets on.
    private async Task<bool> Advance(Task<bool> step)
    {
        while (!step.IsCompleted)
        {
            _time.Advance(TimeSpan.FromMilliseconds(10));
            await Task.Yield();
        }

        return await step;
    }
}
