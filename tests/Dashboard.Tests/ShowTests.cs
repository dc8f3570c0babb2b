namespace Orchestrator.Dashboard.Tests;

/// <summary>How figures are written.</summary>
public sealed class ShowTests
{
    [Theory]
    [InlineData(null, "–")]
    [InlineData(0.0, "$0")]
    [InlineData(0.000025, "$0.000025")]
    [InlineData(0.08484, "$0.0848")]
    [InlineData(12.345, "$12.35")]
    [InlineData(123456.7, "$123,457")]
    public void Money_keeps_the_digits_that_matter(double? amount, string text) => Assert.Equal(text, Show.Usd((decimal?)amount));

    [Theory]
    [InlineData(null, "–")]
    [InlineData(0.4, "0.4 ms")]
    [InlineData(843.2, "843 ms")]
    [InlineData(1843.0, "1.8 s")]
    [InlineData(125_000.0, "2.1 min")]
    public void Durations_have_a_fitting_unit(double? milliseconds, string text) => Assert.Equal(text, Show.Ms(milliseconds));

    [Theory]
    [InlineData(null, "–")]
    [InlineData(0.0, "0 %")]
    [InlineData(1.0, "100 %")]
    [InlineData(0.9724, "97.2 %")]
    public void Unknown_is_not_zero(double? share, string text) => Assert.Equal(text, Show.Share(share));

    [Fact]
    public void A_long_line_is_cut_between_characters() => Assert.Equal("ab…", Show.Line("ab😀cd", 3));

    [Fact]
    public void Only_the_first_line_is_shown() => Assert.Equal("one", Show.Line("one\ntwo", 10));
}
