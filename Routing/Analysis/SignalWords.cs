using System.Collections.Frozen;

namespace Orchestrator.Routing;

/// <summary>What a word says of the work it asks for.</summary>
internal enum Signal
{
    None,
    Demand,
    Constraint,
    Step,
}

/// <summary>Words that show how hard a prompt is, in the languages most prompts are written in. A language that is missing loses a hint, not the estimate.</summary>
internal static class SignalWords
{
    private static readonly FrozenDictionary<string, Signal> Words = new[]
    {
        (Signal.Demand, "explain why prove derive analyze analyse analysis compare contrast evaluate assess design determine calculate compute reason justify argue "
            + "demonstrate estimate infer deduce optimize optimise debug critique diagnose implications tradeoffs consequences "
            + "erkläre erklären warum wieso beweise beweisen analysiere vergleiche bewerte berechne begründe entwirf "
            + "explique expliquez pourquoi prouve prouvez démontre démontrer analyse compare évalue calcule calculez justifie "
            + "explica porqué demuestra analiza compara evalúa calcula justifica diseña "
            + "spiega perché dimostra analizza confronta valuta progetta explicar analisar compare calcule почему объясни докажи сравни рассчитай"),
        (Signal.Constraint, "must exactly least most without only unless except within fewer limit constraint constraints ensure assume given should cannot "
            + "muss genau höchstens mindestens ohne nur exactement sans seulement doit sin solo exactamente debe senza soltanto deve должен только"),
        (Signal.Step, "first second third then next finally afterwards step steps stepwise zuerst dann schließlich schritt schritte "
            + "premièrement ensuite puis enfin étape étapes primero luego después finalmente paso pasos prima poi infine passo passi сначала затем"),
    }
    .SelectMany(group => group.Item2.Split(' ').Select(word => (word, group.Item1)))
    .DistinctBy(entry => entry.word)
    .ToFrozenDictionary(entry => entry.word, entry => entry.Item2, StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, Signal>.AlternateLookup<ReadOnlySpan<char>> Lookup = Words.GetAlternateLookup<ReadOnlySpan<char>>();

    public static Signal Of(ReadOnlySpan<char> word) => Lookup.TryGetValue(word, out var signal) ? signal : Signal.None;

    /// <summary>The same for scripts that write no spaces: a pair of characters that starts such a word.</summary>
    public static Signal OfPair(char first, char second) => (first, second) switch
    {
        ('为', '什') or ('為', '什') or ('解', '释') or ('解', '釋') or ('证', '明') or ('證', '明') or ('分', '析') or ('比', '较') or ('比', '較')
            or ('推', '导') or ('计', '算') or ('な', 'ぜ') or ('説', '明') or ('証', '明') or ('計', '算') or ('설', '명') or ('증', '명') or ('비', '교') => Signal.Demand,
        ('必', '须') or ('必', '須') or ('至', '少') or ('最', '多') or ('不', '能') => Signal.Constraint,
        ('首', '先') or ('然', '后') or ('步', '骤') or ('最', '后') or ('最', '初') => Signal.Step,
        _ => Signal.None,
    };
}
