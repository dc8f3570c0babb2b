using System.Text;

namespace Orchestrator.Engines;

/// <summary>
/// The tokens of the demo model and the dimension each one means. Every byte is a token, so that any text can be read; the words of the lexicon
/// are whole tokens (the <c>llama-bpe</c> splitter takes a word that is in the vocabulary as it is, without merges).
/// </summary>
internal sealed class DemoVocabulary
{
    private const int NormalToken = 1, ControlToken = 3;
    private readonly List<string> _tokens = [];
    private readonly List<int> _types = [];
    private readonly Dictionary<string, int> _ids = [];
    private readonly string[] _bytes = BytesAsText();

    public DemoVocabulary()
    {
        foreach (var text in _bytes) AddRaw(text, NormalToken);
        Start = AddRaw("<|im_start|>", ControlToken);
        End = AddRaw("<|im_end|>", ControlToken);
        Begin = AddRaw("<|begin_of_text|>", ControlToken);

        // Equal scores go to the lowest number, so what is said when the prompt gave nothing comes before what it may give.
        foreach (var word in new[] { DemoLexicon.UnknownWord, DemoLexicon.UnknownTopic, DemoLexicon.UnknownMood, DemoLexicon.PlainOpening }) Add(word);
        foreach (var word in DemoLexicon.Reply.Where(word => word[0] != '{')) Add(word);
    }

    public IReadOnlyList<string> Tokens => _tokens;

    public IReadOnlyList<int> Types => _types;

    public int Count => _tokens.Count;

    public int Start { get; }

    public int End { get; }

    public int Begin { get; }

    /// <summary>The token of a text, added when it is new.</summary>
    public int Add(string text)
    {
        var raw = string.Concat(Encoding.UTF8.GetBytes(text).Select(value => _bytes[value]));
        return _ids.TryGetValue(raw, out var id) ? id : AddRaw(raw, NormalToken);
    }

    private int AddRaw(string raw, int type)
    {
        _ids.Add(raw, _tokens.Count);
        _tokens.Add(raw);
        _types.Add(type);
        return _tokens.Count - 1;
    }

    /// <summary>GPT-2's alphabet: printable Latin-1 stands for itself, every other byte for a character from U+0100 on.</summary>
    private static string[] BytesAsText()
    {
        var next = 256;
        string Character(int value) => ((char)(value is >= 33 and <= 126 or >= 161 and <= 172 or >= 174 ? value : next++)).ToString();
        return [.. Enumerable.Range(0, 256).Select(Character)];
    }
}
