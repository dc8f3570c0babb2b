namespace Orchestrator.Engines;

/// <summary>
/// What each of the 320 numbers of a token's state means. Groups start at multiples of 32, the block of the quantised formats, so that weights of
/// very different size never share a scale.
/// </summary>
internal static class DemoDimensions
{
    public const int Size = 320;

    /// <summary>Set by the line end that closes the chat template: the place where a reply begins.</summary>
    public const int LineEnd = 0;

    /// <summary>A fingerprint of the other bytes.</summary>
    public const int Bytes = 1, ByteCount = 31;

    /// <summary>One dimension for each fixed word of the reply and each control token.</summary>
    public const int Reply = 32, ReplyCount = 56;

    /// <summary>Shared by all tokens that can fill a slot, so that what follows the slot need not know which one it was.</summary>
    public const int WordClass = Reply + ReplyCount, TopicClass = WordClass + 1, MoodClass = WordClass + 2, VerdictClass = WordClass + 3;

    /// <summary>Asks for a label. It outweighs the moods by far, so that it stands in another block than they.</summary>
    public const int Classify = VerdictClass + 1;

    public const int Topics = 96, TopicCount = 18;

    public const int Positive = Topics + TopicCount, Negative = Positive + 1, Endless = Positive + 2;

    /// <summary>One dimension for each opening that a word of the prompt can call for.</summary>
    public const int Openings = Positive + 3, OpeningCount = 128 - Openings;

    /// <summary>One dimension for each topic word.</summary>
    public const int Words = 128, WordCount = Size - Words;

    /// <summary>The words of the prompt that attention looks at besides topic words.</summary>
    public static IEnumerable<int> Triggers => [Positive, Negative, Classify, Endless, .. Enumerable.Range(Openings, DemoLexicon.Openings.Length)];
}
