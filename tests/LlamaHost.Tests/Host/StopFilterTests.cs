namespace Orchestrator.LlamaHost.Tests;

public sealed class StopFilterTests
{
    private static (string Text, bool Stopped) Feed(string[] sequences, params string[] pieces)
    {
        var filter = new StopFilter(sequences);
        var shown = "";
        foreach (var piece in pieces)
        {
            var (text, stopped) = filter.Push(piece);
            shown += text;
            if (stopped) return (shown, true);
        }

        return (shown + filter.Flush(), false);
    }

    [Fact]
    public void A_sequence_spread_over_pieces_is_met() => Assert.Equal(("one ", true), Feed(["END"], "one E", "N", "D two"));

    [Fact]
    public void A_beginning_that_comes_to_nothing_is_shown() => Assert.Equal(("one ENough", false), Feed(["END"], "one E", "N", "ough"));

    [Fact]
    public void A_beginning_at_the_end_is_shown() => Assert.Equal(("one EN", false), Feed(["END"], "one ", "EN"));

    [Fact]
    public void The_earliest_sequence_wins() => Assert.Equal(("a", true), Feed(["c", "b"], "abc"));

    [Fact]
    public void A_beginning_is_held_back_until_it_is_clear() => Assert.Equal(("one ", false), new StopFilter(["END"]).Push("one EN"));

    [Fact]
    public void Without_sequences_everything_passes() => Assert.Equal(("ab", false), Feed([], "a", "b"));
}
