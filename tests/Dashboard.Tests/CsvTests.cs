namespace Orchestrator.Dashboard.Tests;

/// <summary>Files that a spreadsheet opens without surprises.</summary>
public sealed class CsvTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a, b", "\"a, b\"")]
    [InlineData("say \"hi\"", "\"say \"\"hi\"\"\"")]
    [InlineData("two\nlines", "\"two\nlines\"")]
    [InlineData("=HYPERLINK(1)", "'=HYPERLINK(1)")]
    [InlineData("@cmd", "'@cmd")]
    [InlineData("-3.5", "-3.5")]
    public void A_cell_is_written_so_that_it_reads_back_as_text(string value, string written) => Assert.Equal(written + "\r\n", Csv.Of([[value]]));

    [Fact]
    public void Rows_end_as_the_RFC_says() => Assert.Equal("a,b\r\n1,2\r\n", Csv.Of([["a", "b"], ["1", "2"]]));
}
