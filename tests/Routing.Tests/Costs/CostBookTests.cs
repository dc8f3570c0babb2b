namespace Orchestrator.Routing.Tests.Costs;

public sealed class CostBookTests
{
    private static readonly DateTimeOffset NewYear = new(2027, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly CostBook Book = new(
        [
            new ModelPrice("dated", 0.75m, 3.75m, ValidTo: NewYear),
            new ModelPrice("dated", 1.50m, 7.50m, ValidFrom: NewYear),
            new ModelPrice("base", 0.30m, 2.50m),
            new ModelPrice("embed", 0.20m, 0m),
        ],
        "base",
        "embed");

    [Fact]
    public void A_price_changes_at_midnight()
    {
        Assert.Equal(4.50m, Book.Actual(ComputeTarget.Cloud, "dated", TaskType.Chat, 1_000_000, 1_000_000, 0, NewYear.AddTicks(-1)));
        Assert.Equal(9.00m, Book.Actual(ComputeTarget.Cloud, "dated", TaskType.Chat, 1_000_000, 1_000_000, 0, NewYear));
    }

    [Fact]
    public void Money_is_exact() =>
        Assert.Equal(0.0000028m, Book.Actual(ComputeTarget.Cloud, "base", TaskType.Chat, 1, 1, 0, Make.Noon));

    [Fact]
    public void A_missing_price_or_count_is_unknown_and_not_zero()
    {
        Assert.Null(Book.Actual(ComputeTarget.Cloud, "unheard-of", TaskType.Chat, 10, 10, 0, Make.Noon));
        Assert.Null(Book.Actual(ComputeTarget.Cloud, "base", TaskType.Chat, null, 10, 0, Make.Noon));
        Assert.Null(Book.Actual(ComputeTarget.Cloud, "base", TaskType.Chat, 10, null, 0, Make.Noon));
        Assert.Null(Book.Baseline(TaskType.Chat, null, 10, Make.Noon));
        Assert.Null(CostBook.Empty.Baseline(TaskType.Chat, 10, 10, Make.Noon));
    }

    [Fact]
    public void An_embedding_needs_no_output_count() =>
        Assert.Equal(0.000002m, Book.Actual(ComputeTarget.Cloud, "embed", TaskType.Embedding, 10, null, 0, Make.Noon));

    [Fact]
    public void The_baseline_is_the_same_tokens_on_the_baseline_model()
    {
        Assert.Equal(0.00028m, Book.Baseline(TaskType.Chat, 100, 100, Make.Noon));
        Assert.Equal(0.00002m, Book.Baseline(TaskType.Embedding, 100, null, Make.Noon));
    }

    [Fact]
    public void Local_work_is_free_unless_energy_has_a_price()
    {
        Assert.Equal(0m, Book.Actual(ComputeTarget.Gpu, "anything", TaskType.Chat, null, null, 60_000, Make.Noon));
        var metered = new CostBook(Book.Prices, "base", "embed", new Dictionary<ComputeTarget, EnergyPrice> { [ComputeTarget.Gpu] = new(200, 0.15m) });
        Assert.Equal(0.03m, decimal.Round(metered.Actual(ComputeTarget.Gpu, "anything", TaskType.Chat, null, null, 3_600_000, Make.Noon)!.Value, 12));
        Assert.Equal(0m, metered.Actual(ComputeTarget.Cpu, "anything", TaskType.Chat, null, null, 3_600_000, Make.Noon));
    }

    [Fact]
    public void An_estimate_without_the_models_price_uses_the_baselines_and_says_so()
    {
        Assert.Equal(new CostEstimate(0.00028m, false), Book.Estimate(ComputeTarget.Cloud, "unheard-of", TaskType.Chat, 100, 100, 0, Make.Noon));
        Assert.Equal(new CostEstimate(0.00028m, true), Book.Estimate(ComputeTarget.Cloud, "base", TaskType.Chat, 100, 100, 0, Make.Noon));
    }
}
