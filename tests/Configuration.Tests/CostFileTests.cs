using Orchestrator.Routing;

namespace Orchestrator.Configuration.Tests;

public sealed class CostFileTests
{
    private const string Head = "baseline_model: a\nbaseline_embedding_model: a\n";

    private static string Errors(string text) => string.Join('\n', CostFile.Parse(text).Errors);

    [Fact]
    public void Prices_energy_and_priors_are_read()
    {
        var parsed = CostFile.Parse(Head + """
            prices:
              - { model: a, input: 0.30, output: 2.50, valid_to: 2027-01-01, source: a list }
              - { model: a, input: 0.60, output: 5.00, valid_from: 2027-01-01 }
            energy:
              CPU: { watts: 65, usd_per_kwh: 0.15 }
            priors:
              CPU: { decode_tokens_per_second: 9 }
            """);
        Assert.Empty(parsed.Errors);
        var at = new DateTimeOffset(2026, 12, 31, 23, 59, 59, TimeSpan.Zero);
        Assert.Equal((2.50m, 5.00m), (parsed.Book.PriceOf("a", at)!.OutputUsdPerMillion, parsed.Book.PriceOf("a", at.AddSeconds(1))!.OutputUsdPerMillion));
        Assert.Equal(65m, parsed.Book.EnergyOf(ComputeTarget.Cpu)!.Watts);
        Assert.Equal(ServicePriors.Default.Cpu with { DecodeTokensPerSecond = 9 }, parsed.Book.Priors.Cpu);
        Assert.Equal(ServicePriors.Default.Gpu, parsed.Book.Priors.Gpu);
    }

    [Theory]
    [InlineData("- { model: a, input: -1, output: 1 }", "line 4, column 22: prices[0].input: '-1' is not a number from 0 to 1000000")]
    [InlineData("- { model: a, input: 1 }", "line 4, column 3: prices[0].output: is required")]
    [InlineData("- { model: a, input: 1, output: 1, valid_from: 2027-01-01, valid_to: 2026-01-01 }", "line 4, column 70: prices[0].valid_to: must be later than valid_from")]
    [InlineData("- { model: a, input: 1, output: 1 }\n- { model: a, input: 2, output: 2 }", "line 5, column 3: prices[1]: 'a' has another price for an overlapping period, at line 4")]
    public void A_bad_price_is_refused_with_its_place(string price, string error) => Assert.Contains(error, Errors(Head + "prices:\n" + price), StringComparison.Ordinal);

    [Fact]
    public void The_baseline_needs_a_price() => Assert.Contains(
        "line 1, column 17: baseline_model: 'gemini-flsh' has no entry under prices; did you mean 'gemini-flash'?",
        Errors("baseline_model: gemini-flsh\nbaseline_embedding_model: gemini-flash\nprices:\n- { model: gemini-flash, input: 1, output: 1 }"), StringComparison.Ordinal);

    [Fact]
    public void Everything_required_is_named_at_once() => Assert.Equal(
        ["baseline_embedding_model", "baseline_model", "prices"], CostFile.Parse("priors: {}").Errors.Select(error => error.Field).Order());
}
