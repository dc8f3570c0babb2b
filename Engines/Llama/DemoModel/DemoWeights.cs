using static Orchestrator.Engines.DemoDimensions;

namespace Orchestrator.Engines;

/// <summary>
/// The demo model's weights, written down instead of trained. One transformer block suffices:
/// <list type="number">
/// <item>The embedding gives every token the dimensions of <see cref="DemoDimensions"/> that it means.</item>
/// <item>Attention of every token looks at the words of the text that carry meaning and adds up what they mean: a bag of words.</item>
/// <item>The output matrix is a table "after this word comes that one" which walks one fixed sentence; in its slots several words may follow,
/// and the bag of words decides which.</item>
/// </list>
/// The final norm shrinks the dimensions of bytes and of the reply's own words, which the output matrix makes up for:
/// a text's embedding, the mean of the final states, is therefore made of its topic words.
/// </summary>
internal sealed class DemoWeights
{
    private const float
        WordPart = 0.65f, TopicPart = 0.6f, ClassPart = 0.45f, // of a topic word's unit vector
        Memory = 2f, // weight of the bag of words beside the token's own state
        Attention = 80f, // e^(80/√64): a meaningful word outweighs 22,000 bytes
        Follow = 900f, // score of the word that comes next
        Recall = 300f, // score for being in the bag; Follow stays above the most that it can add up to
        Default = 15f; // lead of what is said when the bag is empty

    // A label alone is an answer only when it was asked for: its mood must not lift it over the handicap, one word that asks for it must. Being that
    // strong it would be said again and again, so that the label itself is longer than other tokens and with it the score of the end.
    private const float VerdictMood = 120f, VerdictHandicap = 260f, VerdictCall = 3000f, VerdictLength = 3f, VerdictDefault = 8f;

    private readonly DemoVocabulary _vocabulary = new();
    private readonly Dictionary<int, int> _replyDimension = [];
    private readonly List<(int Token, int Dimension, float Value)> _embedding = [];
    private readonly List<(int Token, int Dimension, float Score)> _output = [];
    private readonly List<int> _topicWords = [];
    private int[] _topics = [], _moods = [], _verdicts = [];

    public DemoWeights()
    {
        AddFixedTokens();
        AddTopics();
        AddTriggers();
        ChainReply();
        AddOpenings();
        AddBytes();
        Embedding = Matrix(_vocabulary.Count, _embedding.Select(cell => (cell.Token, cell.Dimension, cell.Value)));
        Output = Matrix(_vocabulary.Count, _output.Select(cell => (cell.Token, cell.Dimension, cell.Score / FinalScale(cell.Dimension))));
    }

    public DemoVocabulary Vocabulary => _vocabulary;

    /// <summary>Token × dimension.</summary>
    public float[] Embedding { get; }

    /// <summary>Token × dimension.</summary>
    public float[] Output { get; }

    /// <summary>The last norm's weights: what counts in an embedding. RMS normalisation leaves a state of length √<see cref="Size"/>, hence the root.</summary>
    public static float[] FinalNorm => [.. Enumerable.Range(0, Size).Select(dimension => FinalScale(dimension) / MathF.Sqrt(Size))];

    /// <summary>Every token asks for the same thing, in the one rotary pair of each head that turns too slowly to notice.</summary>
    public static float[] Query(int heads) => AskedPair(heads, dimension => dimension switch
    {
        < Reply and > LineEnd => 1 / MathF.Sqrt(BytesPerFingerprint),
        WordClass => 1 / ClassPart,
        >= Topics and < Positive => 0,
        < Words => 1,
        _ => 0,
    });

    /// <summary>Only tokens with a meaning answer.</summary>
    public static float[] Key(int heads) =>
        AskedPair(heads, dimension => dimension == WordClass ? Attention / ClassPart : Triggers.Contains(dimension) ? Attention : 0);

    /// <summary>What is remembered of a token: its meaning, not its form.</summary>
    public static float[] Value => Matrix(Size, Enumerable.Range(Topics, Size - Topics).Append(Classify).Select(dimension => (dimension, dimension, 1f)));

    public static float[] AttentionOutput => Matrix(Size, Enumerable.Range(0, Size).Select(dimension => (dimension, dimension, Memory)));

    private const int BytesPerFingerprint = 3;

    private static float FinalScale(int dimension) => dimension switch
    {
        < Topics => 0.05f,
        Endless => 8f,
        >= Positive and < Words => 0.3f,
        _ => 1f,
    };

    private void AddFixedTokens()
    {
        var texts = DemoLexicon.Reply.Where(word => word[0] != '{').Concat(DemoLexicon.Openings.Select(opening => opening.Opening)).Append(DemoLexicon.PlainOpening);
        foreach (var token in texts.Select(_vocabulary.Add).Concat([_vocabulary.Start, _vocabulary.End, _vocabulary.Begin]))
        {
            var dimension = Reply + _replyDimension.Count;
            if (_replyDimension.TryAdd(token, dimension)) Embed(token, dimension, 1);
        }

        Check(_replyDimension.Count, ReplyCount);
    }

    private void AddTopics()
    {
        _topics = [_vocabulary.Add(DemoLexicon.UnknownTopic), .. DemoLexicon.Topics.Select(topic => _vocabulary.Add(topic.Topic))];
        foreach (var topic in _topics) Embed(topic, TopicClass, 1);
        var unknown = _vocabulary.Add(DemoLexicon.UnknownWord);
        _topicWords.Add(unknown);
        Embed(unknown, WordClass, ClassPart);
        for (var topic = 0; topic < DemoLexicon.Topics.Length; topic++)
        {
            Score(_topics[topic + 1], Topics + topic, Recall * Preference(topic));
            foreach (var word in DemoLexicon.Topics[topic].Words) AddTopicWord(word, topic);
        }

        Check(DemoLexicon.Topics.Length, TopicCount);
        Check(_topicWords.Count - 1, WordCount);
    }

    private void AddTopicWord(string word, int topic)
    {
        var dimension = Words + _topicWords.Count - 1;
        var spoken = _vocabulary.Add(" " + word);
        _topicWords.Add(spoken);
        Score(spoken, dimension, Recall * Preference(dimension));
        foreach (var token in DemoLexicon.Spellings(word).Select(_vocabulary.Add).Append(spoken).Distinct())
        {
            Embed(token, dimension, WordPart);
            Embed(token, Topics + topic, TopicPart);
            Embed(token, WordClass, ClassPart);
        }
    }

    private void AddTriggers()
    {
        _moods = [.. new[] { " positive", " negative", DemoLexicon.UnknownMood }.Select(_vocabulary.Add)];
        _verdicts = [.. DemoLexicon.Verdicts.Select(_vocabulary.Add)];
        foreach (var mood in _moods) Embed(mood, MoodClass, 1);
        foreach (var verdict in _verdicts) Embed(verdict, VerdictClass, VerdictLength);
        EmbedTriggers(DemoLexicon.PositiveWords, Positive);
        EmbedTriggers(DemoLexicon.NegativeWords, Negative);
        EmbedTriggers(DemoLexicon.ClassifyTriggers, Classify);
        EmbedTriggers([DemoLexicon.EndlessWord], Endless);
        for (var index = 0; index < 2; index++)
        {
            Score(_moods[index], Positive + index, Recall * Preference(index));
            Score(_verdicts[index], Positive + index, VerdictMood * Preference(index));
        }
    }

    private void ChainReply()
    {
        int[] previous = [];
        foreach (var word in DemoLexicon.Reply)
        {
            var tokens = Slot(word);
            if (previous.Length > 0)
                foreach (var token in tokens) ScoreAfter(previous[0], token, Follow);
            previous = tokens;
        }

        var (last, first) = (previous[0], _vocabulary.Add(DemoLexicon.PlainOpening));
        ScoreAfter(last, _vocabulary.End, Follow);
        Score(_vocabulary.End, VerdictClass, VerdictCall);

        // Far more than Follow even when one word in a thousand is the endless one; the reply then begins anew.
        Score(_vocabulary.End, Endless, -400_000f);
        ScoreAfter(last, first, Follow - 60);
        Score(first, VerdictClass, Follow - 60);
        ScoreDefault(" about", DemoLexicon.UnknownWord);
        ScoreDefault(" seems", DemoLexicon.UnknownTopic);
        ScoreDefault(" mood", DemoLexicon.UnknownMood);
    }

    private void AddOpenings()
    {
        var plain = _vocabulary.Add(DemoLexicon.PlainOpening);
        Score(plain, LineEnd, Follow + Default);
        ScoreAfter(plain, _vocabulary.Add(DemoLexicon.Reply[0]), Follow);
        for (var index = 0; index < DemoLexicon.Openings.Length; index++)
        {
            var (opening, triggers) = DemoLexicon.Openings[index];
            var token = _vocabulary.Add(opening);
            EmbedTriggers(triggers, Openings + index);
            Score(token, LineEnd, Follow);
            Score(token, Openings + index, Recall * (1 + 0.05f * index));
            ScoreAfter(token, _vocabulary.Add(DemoLexicon.Reply[0]), Follow);
        }

        Check(DemoLexicon.Openings.Length, OpeningCount);
        foreach (var verdict in _verdicts)
        {
            Score(verdict, LineEnd, Follow - VerdictHandicap + (verdict == _verdicts[2] ? VerdictDefault : 0));
            Score(verdict, Classify, VerdictCall);
        }
    }

    /// <summary>Bytes come last, because some of them (punctuation, digits) are words of the lexicon already.</summary>
    private void AddBytes()
    {
        var known = _embedding.Select(cell => cell.Token).ToHashSet();
        Embed('\n', LineEnd, 1);
        for (var value = 0; value < 256; value++)
        {
            if (value == '\n' || known.Contains(value)) continue;

            // Three dimensions out of 31, another three for each byte.
            var (first, step) = (value % ByteCount, 1 + value / ByteCount);
            for (var part = 0; part < BytesPerFingerprint; part++) Embed(value, Bytes + (first + part * step) % ByteCount, 1 / MathF.Sqrt(BytesPerFingerprint));
        }
    }

    private int[] Slot(string word) => word switch
    {
        DemoLexicon.WordSlot => [.. _topicWords],
        DemoLexicon.TopicSlot => _topics,
        DemoLexicon.MoodSlot => _moods,
        _ => [_vocabulary.Add(word)],
    };

    private void EmbedTriggers(IEnumerable<string> words, int dimension)
    {
        // An opening such as "Summary" cannot call for itself: the reply would never get past it.
        foreach (var token in words.SelectMany(DemoLexicon.TriggerSpellings).Select(_vocabulary.Add).Where(token => !_replyDimension.ContainsKey(token)))
            Embed(token, dimension, 1);
    }

    private void Embed(int token, int dimension, float value) => _embedding.Add((token, dimension, value));

    private void Score(int token, int dimension, float score) => _output.Add((token, dimension, score));

    /// <summary>Scores a token that follows another: by that one's own dimension or, after a slot, by the class of what fills it.</summary>
    private void ScoreAfter(int previous, int token, float score)
    {
        if (_replyDimension.TryGetValue(previous, out var dimension)) Score(token, dimension, score);
        else if (_topicWords[0] == previous) Score(token, WordClass, score / ClassPart);
        else Score(token, _topics[0] == previous ? TopicClass : MoodClass, score);
    }

    private void ScoreDefault(string after, string token) => Score(_vocabulary.Add(token), _replyDimension[_vocabulary.Add(after)], Default);

    /// <summary>Breaks ties between words that are equally frequent, by more than the rounding of eight bits.</summary>
    private static float Preference(int index) => 1 + 0.01f * (index % 23);

    private static float[] AskedPair(int heads, Func<int, float> weight)
    {
        var width = Size / heads;
        var cells =
            from head in Enumerable.Range(1, heads)
            from dimension in Enumerable.Range(0, Size)
            select (head * width - 2, dimension, weight(dimension));
        return Matrix(Size, cells);
    }

    private static float[] Matrix(int rows, IEnumerable<(int Row, int Column, float Value)> cells)
    {
        var values = new float[rows * Size];
        foreach (var (row, column, value) in cells) values[row * Size + column] += value;
        return values;
    }

    private static void Check(int used, int available)
    {
        if (used > available) throw new InvalidOperationException($"The lexicon needs {used} dimensions where {available} are set aside");
    }
}
