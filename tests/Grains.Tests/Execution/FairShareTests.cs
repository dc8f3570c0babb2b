using FsCheck.Xunit;
using Microsoft.Extensions.Time.Testing;
using Orchestrator.Routing;

namespace Orchestrator.Grains.Tests.Execution;

/// <summary>What holds inside a priority whoever sends how much in whatever order.</summary>
public sealed class FairShareTests
{
    private const int Senders = 4;
    private readonly FakeTimeProvider _time = new();

    [Property(MaxTest = 100)]
    public async Task Accounts_that_have_work_waiting_are_served_in_turns(byte[] arrivals)
    {
        var order = await ServeAsync(arrivals, limit: 1000);

        var left = arrivals.GroupBy(Sender).ToDictionary(group => group.Key, group => group.Count());
        var served = left.Keys.ToDictionary(sender => sender, _ => 0);
        foreach (var (sender, _) in order)
        {
            served[sender]++;
            left[sender]--;
            var waiting = served.Where(entry => left[entry.Key] > 0).Select(entry => entry.Value).ToList();
            Assert.True(waiting.Count == 0 || waiting.Max() - waiting.Min() <= 1);
        }
    }

    [Property(MaxTest = 100)]
    public async Task Everybody_is_served_once_and_an_accounts_own_tasks_in_their_order(byte[] arrivals)
    {
        var order = await ServeAsync(arrivals, limit: 1000);

        Assert.Equal(arrivals.Length, order.Count);
        foreach (var own in order.GroupBy(entry => entry.Sender))
            Assert.Equal(own.Select(entry => entry.Arrival).Order(), own.Select(entry => entry.Arrival));
    }

    [Property(MaxTest = 100)]
    public async Task A_full_queue_is_shared_out_as_well(byte[] arrivals)
    {
        const int Limit = 8;
        var order = await ServeAsync(arrivals, Limit);

        Assert.Equal(Math.Min(Limit, arrivals.Length), order.Count);
        var sent = arrivals.GroupBy(Sender).ToDictionary(group => group.Key, group => group.Count());
        var got = sent.Keys.ToDictionary(sender => sender, sender => order.Count(entry => entry.Sender == sender));
        // Who was refused something has at most one place less than whoever has the most.
        foreach (var refused in sent.Keys.Where(sender => got[sender] < sent[sender]))
            Assert.True(got.Values.Max() - got[refused] <= 1);
    }

    [Fact]
    public async Task A_flood_of_one_account_delays_another_by_one_task()
    {
        var order = await ServeAsync([.. Enumerable.Repeat((byte)0, 50), 1], limit: 1000);

        Assert.InRange(order.FindIndex(entry => entry.Sender == 1), 0, 1);
    }

    [Fact]
    public async Task Turns_do_not_keep_a_low_priority_from_aging()
    {
        var queue = Queue(1000);
        var slot = await queue.EnterAsync(TaskPriority.Low, "first", default);
        var low = queue.EnterAsync(TaskPriority.Low, "patient", default).AsTask();
        _time.Advance(TimeSpan.FromSeconds(91));
        var urgent = Enumerable.Range(0, 10).Select(i => queue.EnterAsync(TaskPriority.Urgent, $"urgent {i % 3}", default).AsTask()).ToList();

        slot!.Dispose();

        Assert.Same(low, await Task.WhenAny([low, .. urgent]));
    }

    private static int Sender(byte arrival) => arrival % Senders;

    /// <summary>Lets all of them arrive while the only slot is taken, then serves one after the other.</summary>
    private async Task<List<(int Sender, int Arrival)>> ServeAsync(byte[] arrivals, int limit)
    {
        var queue = Queue(limit);
        var slot = await queue.EnterAsync(TaskPriority.Normal, "before", default);
        var waiting = arrivals.Select((arrival, index) => (Sender: Sender(arrival), Arrival: index, Slot: Enter(arrival))).ToList();
        List<(int, int)> order = [];
        slot!.Dispose();
        while (waiting.Count > 0)
        {
            var next = await Task.WhenAny(waiting.Select(entry => entry.Slot));
            var place = waiting.FindIndex(entry => entry.Slot == next);
            // One that was refused or shed got none.
            if (await next is { } got)
            {
                order.Add((waiting[place].Sender, waiting[place].Arrival));
                got.Dispose();
            }

            waiting.RemoveAt(place);
        }

        return order;

        Task<AdmissionQueue.Slot?> Enter(byte arrival) => queue.EnterAsync(TaskPriority.Normal, $"sender {Sender(arrival)}", default).AsTask();
    }

    private AdmissionQueue Queue(int limit) => new(1, limit, TimeSpan.FromSeconds(30), _time);
}
