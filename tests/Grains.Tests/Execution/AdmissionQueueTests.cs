using Microsoft.Extensions.Time.Testing;
using Orchestrator.Routing;

namespace Orchestrator.Grains.Tests.Execution;

public sealed class AdmissionQueueTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task A_free_slot_is_given_at_once()
    {
        var queue = Queue(slots: 2);

        using var first = await queue.EnterAsync(TaskPriority.Low, "account", default);
        using var second = await queue.EnterAsync(TaskPriority.Low, "account", default);

        Assert.NotNull(first);
        Assert.NotNull(second);
        Assert.Equal((2, 0), (queue.Running, queue.Queued));
    }

    [Fact]
    public async Task The_most_urgent_waiter_goes_first_and_equals_in_their_order()
    {
        var queue = Queue(slots: 1);
        var order = new List<string>();
        var slot = await queue.EnterAsync(TaskPriority.Low, "account", default);
        var waiters = new[]
        {
            Record(queue, TaskPriority.Low, "low", order),
            Record(queue, TaskPriority.High, "high 1", order),
            Record(queue, TaskPriority.High, "high 2", order),
            Record(queue, TaskPriority.Urgent, "urgent", order),
        };

        slot!.Dispose();
        await Task.WhenAll(waiters);

        Assert.Equal(["urgent", "high 1", "high 2", "low"], order);
    }

    [Fact]
    public async Task Waiting_long_enough_beats_a_higher_priority()
    {
        var queue = Queue(slots: 1);
        var order = new List<string>();
        var slot = await queue.EnterAsync(TaskPriority.Low, "account", default);
        var low = Record(queue, TaskPriority.Low, "low", order);
        _time.Advance(TimeSpan.FromSeconds(91));
        var urgent = Record(queue, TaskPriority.Urgent, "urgent", order);

        slot!.Dispose();
        await Task.WhenAll(low, urgent);

        Assert.Equal(["low", "urgent"], order);
    }

    [Fact]
    public async Task A_cancelled_waiter_leaves_the_queue()
    {
        var queue = Queue(slots: 1);
        using var slot = await queue.EnterAsync(TaskPriority.Normal, "account", default);
        using var cancel = new CancellationTokenSource();
        var waiting = queue.EnterAsync(TaskPriority.Normal, "account", cancel.Token).AsTask();
        Assert.Equal(1, queue.Queued);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal(0, queue.Queued);
    }

    [Fact]
    public async Task A_full_queue_refuses_an_equal_newcomer()
    {
        var queue = Queue(slots: 1, limit: 1);
        using var slot = await queue.EnterAsync(TaskPriority.Normal, "account", default);
        var waiting = queue.EnterAsync(TaskPriority.Normal, "account", default).AsTask();

        Assert.Null(await queue.EnterAsync(TaskPriority.Normal, "account", default));
        Assert.False(waiting.IsCompleted);
    }

    [Fact]
    public async Task A_full_queue_sheds_its_least_urgent_waiter_for_a_more_urgent_newcomer()
    {
        var queue = Queue(slots: 1, limit: 1);
        var slot = await queue.EnterAsync(TaskPriority.Normal, "account", default);
        var low = queue.EnterAsync(TaskPriority.Low, "account", default).AsTask();
        var urgent = queue.EnterAsync(TaskPriority.Urgent, "account", default).AsTask();

        Assert.Null(await low);
        slot!.Dispose();
        Assert.NotNull(await urgent);
    }

    [Fact]
    public async Task Slots_are_never_over_or_under_booked_under_concurrency()
    {
        var queue = Queue(slots: 3);
        var inside = 0;
        var most = 0;
        await Parallel.ForEachAsync(Enumerable.Range(0, 2_000), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, _) =>
        {
            using var cancel = new CancellationTokenSource();
            if (i % 7 == 0)
                await cancel.CancelAsync();
            try
            {
                using var slot = await queue.EnterAsync((TaskPriority)(i % 4), "account", cancel.Token);
                var now = Interlocked.Increment(ref inside);
                InterlockedMax(ref most, now);
                await Task.Yield();
                Interlocked.Decrement(ref inside);
            }
            catch (OperationCanceledException)
            {
                // Cancelled ones never get in.
            }
        });

        Assert.InRange(most, 1, 3);
        Assert.Equal((0, 0), (queue.Running, queue.Queued));
    }

    private static void InterlockedMax(ref int most, int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref most)) < value && Interlocked.CompareExchange(ref most, value, seen) != seen)
        {
        }
    }

    private static async Task Record(AdmissionQueue queue, TaskPriority priority, string name, List<string> order)
    {
        using var slot = await queue.EnterAsync(priority, "account", default);
        order.Add(name);
    }

    private AdmissionQueue Queue(int slots, int limit = 100) => new(slots, limit, TimeSpan.FromSeconds(30), _time);
}
