using FsCheck;
using FsCheck.Xunit;
using Orchestrator.Grains.Stores;

namespace Orchestrator.Stores.Tests;

public sealed class StoredValueTests
{
    [Property]
    public bool Money_survives_to_the_pico_dollar(long pico) => StoredMoney.ToPico(StoredMoney.ToUsd(pico / 2)) == pico / 2;

    [Property]
    public bool A_split_sum_is_the_sum(long pico) => StoredMoney.ToUsd(pico / StoredMoney.PicoPerMicro, pico % StoredMoney.PicoPerMicro) == StoredMoney.ToUsd(pico);

    [Fact]
    public void An_amount_no_row_can_hold_is_an_error() => Assert.Throws<ArgumentOutOfRangeException>(() => StoredMoney.ToPico(10_000_000m));

    [Property]
    public bool Times_survive_to_the_tick(DateTimeOffset time) => StoredTime.Read(StoredTime.Of(time)) == time;

    [Property]
    public bool Cursors_survive(DateTimeOffset time, Guid id)
    {
        var cursor = new TaskCursor(StoredTime.Of(time), id);
        return TaskCursor.Parse(cursor.ToString()) == cursor;
    }

    [Property]
    public bool Clean_text_is_left_alone_and_unclean_text_becomes_clean(NonNull<string> text)
    {
        var clean = StoredText.Clean(text.Get);
        return clean.Length == text.Get.Length && !clean.Contains('\0') && ReferenceEquals(StoredText.Clean(clean), clean);
    }

    [Property]
    public bool A_bucket_stands_for_its_latencies_within_five_percent(PositiveInt tenths)
    {
        var milliseconds = tenths.Get * 0.37;
        var read = LatencyBuckets.MillisecondsOf(LatencyBuckets.Of(milliseconds));
        return read / milliseconds is > 0.95 and < 1.05;
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(1e-9)]
    public void Odd_latencies_go_to_the_first_bucket(double milliseconds) => Assert.Equal(LatencyBuckets.First, LatencyBuckets.Of(milliseconds));

    [Fact]
    public void Options_out_of_range_are_all_named_at_once()
    {
        var error = Assert.Throws<ArgumentException>(() => TaskStores.Sqlite("unused.db", new TaskStoreOptions { MaxBatchSize = 0, ConcurrentReads = 500 }));
        Assert.Contains("MaxBatchSize is 0", error.Message, StringComparison.Ordinal);
        Assert.Contains("ConcurrentReads is 500", error.Message, StringComparison.Ordinal);
    }
}
