namespace Orchestrator.Grains.Tests.Decisions;

public sealed class RouterLedgerTests
{
    private readonly RouterLedger _ledger = new();

    [Fact]
    public void A_booking_counts_until_it_is_released()
    {
        var task = Guid.NewGuid();
        _ledger.Book(task, new Booking("s1", "gpu", 100));
        Assert.Equal((1, 100), (_ledger.LoadOf("s1", "gpu").HandedOut, _ledger.LoadOf("s1", "gpu").HandedOutServiceMs));

        Assert.NotNull(_ledger.Release(task));
        Assert.Equal(0, _ledger.LoadOf("s1", "gpu").HandedOut);
        Assert.Null(_ledger.Release(task));
    }

    [Fact]
    public void Deciding_a_task_again_replaces_its_booking()
    {
        var task = Guid.NewGuid();
        _ledger.Book(task, new Booking("s1", "gpu", 100));

        Assert.Equal("gpu", _ledger.Book(task, new Booking("s2", "cpu", 50))!.Value.Engine);

        Assert.Equal((0, 1), (_ledger.LoadOf("s1", "gpu").HandedOut, _ledger.LoadOf("s2", "cpu").HandedOut));
    }

    [Fact]
    public void A_late_report_of_an_earlier_attempt_frees_nothing()
    {
        var task = Guid.NewGuid();
        _ledger.Book(task, new Booking("s2", "cpu", 50));

        Assert.Null(_ledger.Release(task, "s1", "gpu"));
        Assert.Equal(1, _ledger.LoadOf("s2", "cpu").HandedOut);
    }

    [Fact]
    public void A_silo_that_is_gone_holds_no_bookings()
    {
        _ledger.Book(Guid.NewGuid(), new Booking("s1", "gpu", 1));
        _ledger.Book(Guid.NewGuid(), new Booking("s2", "gpu", 1));

        _ledger.Forget("s1");

        Assert.Equal(1, _ledger.Count);
    }
}
