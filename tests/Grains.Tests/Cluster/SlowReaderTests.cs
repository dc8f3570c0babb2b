using Orchestrator.Grains.Interfaces;
using Orchestrator.Routing;

namespace Orchestrator.Grains.Tests.Cluster;

/// <summary>Five hundred watchers of one stream that take a first event and then nothing.</summary>
public sealed class SlowReaderTests(OneSilo silo) : IClassFixture<OneSilo>
{
    private const int Readers = 500;

    [Fact]
    public async Task Readers_that_do_not_read_neither_hold_the_engine_back_nor_keep_what_they_did_not_take()
    {
        var grain = await silo.SubmitAsync(OneSilo.Submission("gpu:hold and then flood"));
        await silo.Script.HeldAsync();
        var watchers = Enumerable.Range(0, Readers).Select(_ => grain.Watch(0).GetAsyncEnumerator()).ToArray();
        await Task.WhenAll(watchers.Select(async watcher => Assert.True(await watcher.MoveNextAsync())));
        var before = GC.GetTotalMemory(forceFullCollection: true);

        // Nobody reads on: the engine gets to its end only if it waits for none of them.
        silo.Script.Release();
        var end = await OneSilo.EndOf(grain);

        Assert.Equal(TaskState.Completed, end.State);
        var text = (ScriptedEngine.FloodTokens * (long)ScriptedEngine.FloodToken.Length) + "Answer of gpu".Length;
        Assert.Equal(text, end.Result!.Length);
        var grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.True(grown < 20 * text, $"{Readers} readers made {grown} bytes of a text of {text} characters");

        foreach (var watcher in watchers.Take(3))
            Assert.Equal(text, await ReadOnAsync(grain, watcher));
        await Task.WhenAll(watchers.Select(watcher => watcher.DisposeAsync().AsTask()));
    }

    /// <summary>How much text there is after the first event. A reader that was idle for long is forgotten, and comes back to where it was.</summary>
    private static async Task<long> ReadOnAsync(ITaskGrain grain, IAsyncEnumerator<TaskEvent> watcher)
    {
        long characters = 0, seen = watcher.Current.Sequence;
        try
        {
            while (await watcher.MoveNextAsync())
                Take(watcher.Current);
        }
        catch (EnumerationAbortedException)
        {
            await foreach (var happened in grain.Watch(seen))
                Take(happened);
        }

        return characters;

        void Take(TaskEvent happened)
        {
            seen = happened.Sequence;
            characters += happened.Text?.Length ?? 0;
        }
    }
}
