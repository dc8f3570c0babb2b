using System.Globalization;
using FsCheck.Xunit;

namespace Orchestrator.Routing.Tests.Explain;

public sealed class FiguresTests
{
    [Theory]
    [InlineData(0, "0")]
    [InlineData(0.85, "0.85")]
    [InlineData(0.6, "0.6")]
    [InlineData(0.05, "0.05")]
    [InlineData(-0.001, "0")]
    [InlineData(-1.5, "-1.5")]
    [InlineData(99.999, "100")]
    [InlineData(3000, "3000")]
    [InlineData(123.6, "124")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "Infinity")]
    public void Numbers_have_few_decimals_and_no_trailing_zeros(double value, string written) => Assert.Equal(written, Figures.Write(value));

    [Property]
    public bool Three_decimals_are_read_back_to_within_half_of_the_last(int thousandths, short noise)
    {
        var value = (thousandths / 1000.0) + (noise / 1e8);
        Span<char> buffer = stackalloc char[Figures.Longest];
        var read = double.Parse(buffer[..Figures.Write(value, 3, buffer)], CultureInfo.InvariantCulture);
        return Math.Abs(read - value) <= 0.00051;
    }

    [Theory]
    [InlineData("0.00028", "0.00028")]
    [InlineData("0.0000000300", "0.00000003")]
    [InlineData("1.50", "1.5")]
    [InlineData("0", "0")]
    public void Small_money_keeps_its_digits(string value, string written) => Assert.Equal(written, Figures.Usd(decimal.Parse(value, CultureInfo.InvariantCulture)));
}
