namespace Orchestrator.Routing.Tests.Learning;

public sealed class PromptFeaturesTests
{
    private static int[] Words(string text)
    {
        var features = new PromptFeatures();
        features.Read(text);
        return [.. features.Words];
    }

    [Fact]
    public void Words_and_pairs_count_once_each() => Assert.Equal(2 + 2, Words("red blue red blue").Length);

    [Fact]
    public void Case_and_punctuation_do_not_matter() => Assert.Equal(Words("how many apples"), Words("How many, APPLES?"));

    [Fact]
    public void Numbers_count_by_their_length() => Assert.Equal(Words("sum of 12 and 345"), Words("sum of 98 and 765"));

    [Fact]
    public void Order_matters() => Assert.NotEqual(Words("dog bites man").Order(), Words("man bites dog").Order());

    [Fact]
    public void An_empty_text_has_no_words_and_scores_as_its_length_says()
    {
        var features = new PromptFeatures();
        features.Read("");

        Assert.Empty(features.Words);
        Assert.Equal(0.3 - 0.2, new TextQualityHead(0.3, new float[PromptFeatures.Buckets], 0.1, 2.0, 1.0).Score(features), 9);
    }

    [Fact]
    public void A_known_word_moves_the_score()
    {
        var features = new PromptFeatures();
        features.Read("integral");
        var weights = new float[PromptFeatures.Buckets];
        weights[features.Words[0]] = 0.5f;

        Assert.Equal(0.5, new TextQualityHead(0.0, weights, 0.0, 0.0, 1.0).Score(features), 6);
    }
}
