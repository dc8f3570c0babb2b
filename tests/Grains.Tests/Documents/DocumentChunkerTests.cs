using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Orchestrator.Routing;

namespace Orchestrator.Grains.Tests.Documents;

public sealed class DocumentChunkerTests
{
    [Property(MaxTest = 300)]
    public Property Nothing_is_lost_and_no_piece_is_too_long() => Prop.ForAll(Documents.ToArbitrary(), Limits.ToArbitrary(), (text, limit) =>
    {
        var pieces = DocumentChunker.Split(text, limit);

        return string.Concat(pieces) == text && pieces.All(piece => piece.Length > 0 && TokenEstimate.Of(piece) <= limit);
    });

    [Property(MaxTest = 300)]
    public Property No_surrogate_pair_is_torn() => Prop.ForAll(Documents.ToArbitrary(), Limits.ToArbitrary(), (text, limit) =>
        DocumentChunker.Split(text, limit).All(piece => !char.IsHighSurrogate(piece[^1]) && !char.IsLowSurrogate(piece[0])));

    [Property(MaxTest = 200)]
    public Property Text_with_short_sentences_is_cut_at_their_ends_only() => Prop.ForAll(Gen.Choose(1, 200).ToArbitrary(), Limits.ToArbitrary(), (sentences, limit) =>
    {
        var text = string.Concat(Enumerable.Range(0, sentences).Select(i => $"The river rose {i} cm. "));

        return DocumentChunker.Split(text, limit).All(piece => piece.EndsWith("cm. ", StringComparison.Ordinal) && piece.StartsWith("The", StringComparison.Ordinal));
    });

    [Theory]
    [InlineData("One two three four five six. Seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen.", "One two three four five six. ")]
    [InlineData("He said \"one two three four five.\" Then six seven eight nine ten eleven.", "He said \"one two three four five.\" ")]
    [InlineData("Is it one or two or three or four? It is five or six or seven or eight.", "Is it one or two or three or four? ")]
    [InlineData("one two three four five six seven\n\neight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen", "one two three four five six seven\n\n")]
    [InlineData("它在一夜之间上升了两米。第二天早上水又退了下去。", "它在一夜之间上升了两米。")]
    [InlineData("彼は「はい、そうです。」と言って、部屋を出た。", "彼は「はい、そうです。」")]
    [InlineData("यह एक वाक्य है। यह दूसरा वाक्य है जो लंबा है।", "यह एक वाक्य है। ")]
    public void A_sentence_ends_where_readers_see_it_end(string text, string first) => Assert.Equal(first, DocumentChunker.Split(text, 16)[0]);

    [Fact]
    public void The_dot_of_a_number_is_no_end() =>
        Assert.Equal("one two three four five ", Assert.IsType<string>(DocumentChunker.Split("one two three four five 3.1415926535897932384", 16)[0]));

    [Fact]
    public void Text_without_sentences_is_cut_between_words()
    {
        var text = string.Join(' ', Enumerable.Repeat("word", 1000));

        Assert.All(DocumentChunker.Split(text, 50), piece => Assert.Equal("", piece.Trim().Replace("word", "", StringComparison.Ordinal).Trim()));
    }

    [Fact]
    public void One_endless_word_is_cut_between_characters_as_readers_see_them()
    {
        var family = string.Concat(Enumerable.Repeat("👩\u200D👩\u200D👧", 40));

        Assert.All(DocumentChunker.Split(family, 40), piece => Assert.Equal(0, piece.Length % 8));
        Assert.Equal(20_000, DocumentChunker.Split(new string('x', 20_000), 100).Sum(piece => piece.Length));
    }

    [Fact]
    public void Fifty_thousand_characters_of_any_kind_are_cut_in_a_moment()
    {
        string[] texts = [new string(' ', 50_000), new string('.', 50_000), string.Concat(Enumerable.Repeat("a. ", 16_000)), new string('語', 50_000), string.Concat(Enumerable.Repeat("e\u0301", 25_000))];

        Assert.All(texts, text => Assert.Equal(text, string.Concat(DocumentChunker.Split(text, 64))));
    }

    [Fact]
    public void A_limit_that_no_character_fits_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => DocumentChunker.Split("x", 15));

    private static Gen<int> Limits => Gen.Choose(DocumentChunker.LeastTokens, 400);

    /// <summary>Words, marks, spaces, scripts without spaces, combining marks, emoji, and now and then anything at all.</summary>
    private static Gen<string> Documents => Gen.OneOf(
            Gen.Elements("word", "antidisestablishmentarianism", "3.14", "e.g.", "naïve", "e\u0301\u0302", "語", "これは文です。", "你好！", "नमस्ते", "👩\u200D👧", "𝄞", "x"),
            Gen.Elements(" ", "  ", "\n", "\n\n", "\t", "\r\n"),
            Gen.Elements(". ", "! ", "? ", ".\" ", "…", "。", ";", ",", ")"),
            Gen.Choose(32, 0x2FFF).Where(code => code is < 0xD800 or > 0xDFFF).Select(code => ((char)code).ToString(CultureInfo.InvariantCulture)))
        .ListOf().Select(parts => string.Concat(parts.SelectMany(part => Enumerable.Repeat(part, 3))));
}
