using Orchestrator.Routing;

namespace Orchestrator.Configuration.Tests;

public sealed class YamlFileTests
{
    private static (YamlMap? Map, YamlErrors Errors) Read(string text, params string[] keys)
    {
        var errors = new YamlErrors();
        return (YamlFile.Parse(text, errors)?.AsMap(keys), errors);
    }

    private static string Only(YamlErrors errors) => Assert.Single(errors.All).ToString();

    [Theory]
    [InlineData("a: [1, 2", 2)]
    [InlineData("a: 1\n  b: 2", 2)]
    [InlineData("a: 1\nb: 2\na: 3", 3)]
    [InlineData("a: \"open", 1)]
    public void What_is_not_yaml_is_refused_with_its_line(string text, int line)
    {
        var (map, errors) = Read(text);
        Assert.Null(map);
        var error = Assert.Single(errors.All);
        Assert.StartsWith("not valid YAML: ", error.Message, StringComparison.Ordinal);
        Assert.Equal(line, error.Line);
        Assert.True(error.Column >= 1);
    }

    [Theory]
    [InlineData("a: &x [1]\nb: *x", "line 2, column 4: : the alias '*x' is not supported; write the value out")]
    [InlineData("a: &x [*x]", "line 1, column 8: : the alias '*x' is not supported; write the value out")]
    public void Aliases_are_refused(string text, string error) => Assert.Equal(error, Only(Read(text).Errors));

    [Theory]
    [InlineData('[')]
    [InlineData('{')]
    [InlineData('-')]
    public void Endless_nesting_is_refused(char sign) =>
        Assert.NotEmpty(Read(string.Concat(Enumerable.Repeat(sign == '-' ? "- " : $"{sign}", 50_000))).Errors.All);

    [Fact]
    public void An_empty_file_is_said_to_be_empty() => Assert.Equal("line 1, column 1: : the file is empty", Only(Read("# nothing\n").Errors));

    [Fact]
    public void A_second_document_is_refused() => Assert.StartsWith("line 3, column 1", Only(Read("a: 1\n---\nb: 2").Errors), StringComparison.Ordinal);

    [Fact]
    public void An_unknown_key_is_named_with_the_nearest_and_all_allowed() => Assert.Equal(
        "line 2, column 1: colour: unknown key 'colour'; allowed: color, size; did you mean 'color'?", Only(Read("size: 1\ncolour: red", "color", "size").Errors));

    [Fact]
    public void Values_know_their_path_and_place()
    {
        var (map, errors) = Read("outer:\n  list:\n    - 1\n    - x");
        var item = map!.Map("outer")!.List("list")[1];
        Assert.Equal(("outer.list[1]", 4, 7), (item.Path, item.Line, item.Column));
        Assert.Null(item.AsNumber(0, 10));
        Assert.Equal("line 4, column 7: outer.list[1]: 'x' is not a whole number from 0 to 10", Only(errors));
    }

    [Theory]
    [InlineData("1", 1)]
    [InlineData("10", 10)]
    [InlineData("0", null)]
    [InlineData("11", null)]
    [InlineData("1.5", null)]
    [InlineData("one", null)]
    public void Numbers_keep_their_range(string written, int? value)
    {
        var (map, errors) = Read($"n: {written}");
        Assert.Equal(value, map!.Number("n", 1, 10));
        Assert.Equal(value is not null, errors.None);
    }

    [Theory]
    [InlineData(".nan")]
    [InlineData("NaN")]
    [InlineData("1e999")]
    [InlineData("1,5")]
    public void What_is_no_finite_number_is_refused(string written) => Assert.Null(Read($"n: {written}").Map!.Number("n", 0.0, 10.0));

    [Fact]
    public void Flags_choices_and_times_are_read()
    {
        var (map, errors) = Read("on: true\ntarget: CLOUD\nday: 2026-01-31\ntime: 2026-01-31T12:00:00+02:00\ntext: 'yes'");
        Assert.True(map!.Flag("on"));
        Assert.Equal(ComputeTarget.Cloud, map.Choice<ComputeTarget>("target"));
        Assert.Equal(new DateTimeOffset(2026, 1, 31, 0, 0, 0, TimeSpan.Zero), map.Time("day"));
        Assert.Equal(new DateTimeOffset(2026, 1, 31, 10, 0, 0, TimeSpan.Zero), map.Time("time"));
        Assert.Equal("yes", map.Text("text"));
        Assert.True(errors.None);
    }

    [Theory]
    [InlineData("yes", "v: 'yes' is not true or false", "flag")]
    [InlineData("Cloud", "v: 'Cloud' is not one of GPU, CPU, QUANTIZED, CLOUD; did you mean 'CLOUD'?", "choice")]
    [InlineData("31.01.2026", "v: '31.01.2026' is not a date (2026-01-31) or a time (2026-01-31T12:00:00Z)", "time")]
    [InlineData("[1]", "v: is a list, but a single value is needed", "text")]
    [InlineData("{ a: 1 }", "v: is a mapping, but a list is needed", "list")]
    [InlineData("5", "v: is a single value, but a mapping (key: value) is needed", "map")]
    public void A_value_of_the_wrong_kind_says_what_was_given_and_what_is_needed(string written, string message, string kind)
    {
        var (map, errors) = Read($"v: {written}");
        _ = kind switch
        {
            "flag" => (object?)map!.Flag("v"),
            "choice" => map!.Choice<ComputeTarget>("v"),
            "time" => map!.Time("v"),
            "list" => map!.List("v"),
            "map" => map!.Map("v"),
            _ => map!.Text("v"),
        };
        Assert.Equal($"line 1, column 4: {message}", Only(errors));
    }

    [Fact]
    public void A_missing_required_key_is_reported_at_its_mapping()
    {
        var (map, errors) = Read("outer:\n  a: 1");
        Assert.Null(map!.Map("outer")!.Required("b"));
        Assert.Equal("line 2, column 3: outer.b: is required", Only(errors));
    }

    [Fact]
    public void Null_is_the_same_as_absent()
    {
        var (map, errors) = Read("a: ~\nb:\nc: null");
        Assert.Equal((null, null, null), (map!["a"], map["b"], map["c"]));
        Assert.True(errors.None);
    }

    [Fact]
    public void Errors_come_in_the_order_of_the_file()
    {
        var (map, errors) = Read("a: x\nb: y");
        map!.Number("b", 0, 1);
        map.Number("a", 0, 1);
        Assert.Equal([1, 2], errors.All.Select(error => error.Line));
    }
}
