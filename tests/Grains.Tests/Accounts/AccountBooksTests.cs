using System.Text.Json;
using FsCheck.Xunit;

namespace Orchestrator.Grains.Tests.Accounts;

public sealed class AccountBooksTests
{
    private static readonly DateTimeOffset Evening = new(2026, 11, 30, 23, 0, 0, TimeSpan.Zero);
    private readonly AccountBooks _books = new();
    private readonly Guid _task = Guid.NewGuid();

    public AccountBooksTests() => _books.Turn(Evening);

    /// <summary>Tasks come, some in several attempts, end at any cost up to what they hold, at any order and over midnight and the end of the month.</summary>
    [Property(MaxTest = 200)]
    public void Neither_budget_is_ever_passed(int seed)
    {
        var random = new Random(seed);
        var books = new AccountBooks();
        var now = Evening;
        var (day, month) = (0.05m, 0.08m);
        List<Guid> running = [];
        for (var i = 0; i < 200; i++)
        {
            now += TimeSpan.FromMinutes(random.Next(40));
            books.Turn(now);
            switch (random.Next(3))
            {
                case 0:
                    var task = Guid.NewGuid();
                    if (books.Reserve(task, 0, random.Next(1, 200) / 10_000m, 0.0001m, day, month) is not null)
                        running.Add(task);
                    break;
                case 1 when running.Count > 0:
                    // A later attempt, after the first cost some of what was held.
                    var again = running[random.Next(running.Count)];
                    books.Reserve(again, books.Reserved[again] * random.Next(11) / 10, random.Next(1, 100) / 10_000m, 0, day, month);
                    break;
                case 2 when running.Count > 0:
                    var ended = running[random.Next(running.Count)];
                    running.Remove(ended);
                    Assert.True(books.Settle(ended, random.Next(5) == 0 ? null : books.Reserved[ended] * random.Next(11) / 10));
                    break;
            }

            Assert.True(books.SpentToday + books.ReservedInAll() <= day, $"day at step {i}");
            Assert.True(books.SpentThisMonth + books.ReservedInAll() <= month, $"month at step {i}");
            Assert.Equal(books.Reserved.Values.Sum(), books.ReservedInAll());
        }
    }

    [Fact]
    public void The_last_of_a_budget_is_given_if_it_is_of_use()
    {
        Assert.Equal(0.4m, _books.Reserve(_task, 0, 1, least: 0.3m, 0.4m, null));
        Assert.Null(_books.Reserve(Guid.NewGuid(), 0, 1, least: 0.1m, 0.4m, null));
    }

    [Fact]
    public void A_call_that_is_repeated_sets_nothing_aside_twice()
    {
        _books.Reserve(_task, 0, 0.3m, 0.3m, 1, null);

        Assert.Equal(0.3m, _books.Reserve(_task, 0, 0.3m, 0.3m, 1, null));
        Assert.Equal(0.3m, _books.ReservedInAll());
    }

    [Fact]
    public void An_end_counts_once_and_an_unknown_cost_as_all_that_was_set_aside()
    {
        _books.Reserve(_task, 0, 0.3m, 0.3m, 1, null);

        Assert.True(_books.Settle(_task, null));
        Assert.False(_books.Settle(_task, 0.1m));
        Assert.Equal((0.3m, 0m), (_books.SpentToday, _books.ReservedInAll()));
    }

    [Fact]
    public void What_is_set_aside_over_midnight_counts_in_the_day_it_is_spent()
    {
        _books.Reserve(_task, 0, 0.3m, 0.3m, 1, 1);
        var earlier = Guid.NewGuid();
        _books.Reserve(earlier, 0, 0.2m, 0.2m, 1, 1);
        _books.Settle(earlier, 0.2m);

        _books.Turn(Evening.AddHours(2));
        Assert.Equal((0m, 0m, 0.3m), (_books.SpentToday, _books.SpentThisMonth, _books.ReservedInAll()));
        _books.Settle(_task, 0.25m);

        Assert.Equal((0.25m, 0.25m), (_books.SpentToday, _books.SpentThisMonth));
    }

    [Fact]
    public void Books_survive_being_written_down_to_the_last_digit()
    {
        _books.Reserve(_task, 0, 0.0000000123456789m, 0, 1, 1);
        var ended = Guid.NewGuid();
        _books.Reserve(ended, 0, 0.1m, 0, 1, 1);
        _books.Settle(ended, 0.0987654321m);
        var state = new AccountState();

        state.Keep(_books);
        var restored = state.Restore();

        Assert.Equal(JsonSerializer.Serialize(_books), JsonSerializer.Serialize(restored));
        Assert.Equal((0.0000000123456789m, 0.0987654321m), (restored.ReservedInAll(), restored.SpentThisMonth));
    }
}
