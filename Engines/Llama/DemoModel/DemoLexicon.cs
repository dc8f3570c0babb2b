namespace Orchestrator.Engines;

/// <summary>The words the demo model knows. No two lists share a word: one token, one meaning.</summary>
internal static class DemoLexicon
{
    /// <summary>A place in the reply that is filled from the prompt.</summary>
    public const string WordSlot = "{word}", TopicSlot = "{topic}", MoodSlot = "{mood}";

    public const string UnknownWord = " something", UnknownTopic = " open", UnknownMood = " neutral";

    /// <summary>The reply after its opening. All words differ, because each one is what tells the model the next.</summary>
    public static readonly string[] Reply =
    [
        ":", " your", " prompt", " is", " about", WordSlot, ",", " the", " field", " seems", TopicSlot, " and", " its", " mood", MoodSlot, ".",
        " Written", " by", " a", " tiny", " demo", " file", ";", " no", " real", " language", " model", "!",
    ];

    /// <summary>How a reply begins unless a word of the prompt calls for another opening.</summary>
    public const string PlainOpening = "Reply";

    /// <summary>Openings and the words that call for them; a later row wins over an earlier one.</summary>
    public static readonly (string Opening, string[] Triggers)[] Openings =
    [
        ("Answer", Words("what who where when which how")),
        ("Reasoning", Words("why because prove explain reason reasoning derive")),
        ("Summary", Words("summarise summarize summary summarisation summarization shorten")),
    ];

    /// <summary>Words that ask for a label and nothing else.</summary>
    public static readonly string[] ClassifyTriggers = Words("classify classification sentiment label categorise categorize");

    /// <summary>The labels of a classification, in the order positive, negative, neutral.</summary>
    public static readonly string[] Verdicts = ["Positive", "Negative", "Neutral"];

    public static readonly string[] PositiveWords =
        Words("good great excellent love happy fast wonderful perfect helpful thanks best nice reliable amazing pleased enjoyed delicious");

    public static readonly string[] NegativeWords =
        Words("bad terrible awful hate sad slow broken wrong poor late worst angry failed horrible disappointed useless rude");

    /// <summary>With this word in the prompt the reply never ends by itself: for tests of streaming, cancelling and time limits.</summary>
    public const string EndlessWord = "endless";

    public static readonly (string Topic, string[] Words)[] Topics =
    [
        (" wildlife", Words("cat dog bird horse fish animal pet cow mouse")),
        (" people", Words("friend family child mother father neighbour baby")),
        (" nature", Words("tree flower garden river mountain forest sea star moon")),
        (" climate", Words("weather rain snow sun wind storm winter summer")),
        (" computing", Words("server cluster database network software computer program code bug cache query router silo grain")),
        (" business", Words("invoice contract customer order delivery meeting project report product sale market company service")),
        (" finance", Words("money cost bank tax salary price budget loan")),
        (" travel", Words("city train ticket hotel flight airport car road trip")),
        (" food", Words("bread coffee recipe cheese apple kitchen dinner soup cake")),
        (" learning", Words("school student teacher book letter story lesson science history")),
        (" wellbeing", Words("doctor patient medicine hospital health nurse illness")),
        (" arts", Words("music film picture colour song painting theatre")),
        (" sport", Words("game team player football tennis race goal")),
        (" housing", Words("house door table chair window room garage roof")),
        (" mathematics", Words("0 1 2 3 4 5 6 7 8 9 number equation angle triangle proof")),
    ];

    /// <summary>The spellings under which a topic word is met in a text.</summary>
    public static IEnumerable<string> Spellings(string word)
    {
        if (char.IsDigit(word[0])) return [word];
        string[] forms = [word, Plural(word)];
        return forms.SelectMany(form => new[] { " " + form, form, Capitalised(form) });
    }

    /// <summary>The spellings of a word that calls for something, such as an opening or a mood.</summary>
    public static IEnumerable<string> TriggerSpellings(string word) => [" " + word, word, Capitalised(word), " " + Capitalised(word)];

    private static string Plural(string word) => word switch
    {
        [.., 'a' or 'e' or 'i' or 'o' or 'u', 'y'] => word + "s",
        [.., 'y'] => word[..^1] + "ies",
        [.., 's' or 'x'] or [.., 'c' or 's', 'h'] => word + "es",
        _ => word + "s",
    };

    private static string Capitalised(string word) => char.ToUpperInvariant(word[0]) + word[1..];

    private static string[] Words(string list) => list.Split(' ');
}
