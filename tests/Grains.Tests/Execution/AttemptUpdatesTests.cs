using Orchestrator.Grains.Interfaces;

namespace Orchestrator.Grains.Tests;

public sealed class AttemptUpdatesTests
{
    [Fact]
    public async Task What_gathers_comes_as_one_update()
    {
        var updates = new AttemptUpdates();
        updates.Add(new AttemptUpdate(null, true, null));
        updates.Add(new AttemptUpdate("a", false, null));
        updates.Add(new AttemptUpdate("b", false, null));
        await WaitAsync(updates);
        Assert.Equal(new AttemptUpdate("ab", true, null), updates.Take());
    }

    [Fact]
    public async Task An_interrupt_ends_the_wait_of_now_and_every_later_one()
    {
        var updates = new AttemptUpdates();
        var waiting = WaitAsync(updates).AsTask();
        Assert.False(waiting.IsCompleted);
        updates.Interrupt();
        await waiting.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        await WaitAsync(updates);
        updates.Interrupt();
        await WaitAsync(updates);
    }

    private static ValueTask WaitAsync(AttemptUpdates updates) => updates.BeginWait() is { } token ? new ValueTask(updates, token) : ValueTask.CompletedTask;
}
