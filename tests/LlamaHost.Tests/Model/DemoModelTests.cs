using Orchestrator.Engines;

namespace Orchestrator.LlamaHost.Tests;

public sealed class DemoModelTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static byte[] Bytes(DemoQuantization quantization, int ballast = 0)
    {
        using var stream = new MemoryStream();
        DemoModel.Write(stream, quantization, ballast);
        return stream.ToArray();
    }

    [Theory]
    [InlineData(DemoQuantization.F16, 3_000_000)]
    [InlineData(DemoQuantization.Q8_0, 1_600_000)]
    [InlineData(DemoQuantization.Q4_0, 900_000)]
    public void The_file_is_small_and_the_same_every_time(DemoQuantization quantization, int largest)
    {
        var bytes = Bytes(quantization);
        Assert.InRange(bytes.Length, 100_000, largest);
        Assert.Equal(bytes, Bytes(quantization));
    }

    [Fact]
    public void The_file_says_that_it_is_no_language_model() =>
        Assert.True(Bytes(DemoQuantization.Q4_0).AsSpan().IndexOf("Not a language model"u8) > 0);

    [Fact]
    public void A_file_that_is_there_is_left_alone()
    {
        var path = DemoModel.EnsureWritten(_folder.Path, DemoQuantization.Q4_0);
        var before = new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(path, before);
        Assert.Equal(path, DemoModel.EnsureWritten(_folder.Path, DemoQuantization.Q4_0));
        Assert.Equal(before, File.GetLastWriteTimeUtc(path));
    }

    [Fact]
    public void A_file_with_other_content_is_replaced()
    {
        var path = DemoModel.EnsureWritten(_folder.Path, DemoQuantization.Q4_0);
        File.WriteAllText(path, "half a file");
        DemoModel.EnsureWritten(_folder.Path, DemoQuantization.Q4_0);
        Assert.Equal(Bytes(DemoQuantization.Q4_0), File.ReadAllBytes(path));
        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void Ballast_makes_the_file_larger() => Assert.True(Bytes(DemoQuantization.Q4_0, ballast: 2).Length > Bytes(DemoQuantization.Q4_0).Length + 200_000);

    [Fact]
    public void No_word_means_two_things()
    {
        var topicWords = DemoLexicon.Topics.SelectMany(topic => topic.Words).SelectMany(DemoLexicon.Spellings);
        var triggers = DemoLexicon.Openings.SelectMany(opening => opening.Triggers)
            .Concat(DemoLexicon.ClassifyTriggers).Concat(DemoLexicon.PositiveWords).Concat(DemoLexicon.NegativeWords).Append(DemoLexicon.EndlessWord)
            .SelectMany(DemoLexicon.TriggerSpellings).Except(DemoLexicon.Openings.Select(opening => opening.Opening));
        var spoken = DemoLexicon.Reply.Where(word => word[0] != '{').Concat(DemoLexicon.Openings.Select(opening => opening.Opening)).Concat(DemoLexicon.Verdicts)
            .Concat(DemoLexicon.Topics.Select(topic => topic.Topic))
            .Concat([DemoLexicon.PlainOpening, DemoLexicon.UnknownWord, DemoLexicon.UnknownTopic, DemoLexicon.UnknownMood, " positive", " negative"]);
        Assert.Empty(topicWords.Concat(triggers).Concat(spoken).GroupBy(word => word).Where(group => group.Count() > 1).Select(group => group.Key));
    }
}
