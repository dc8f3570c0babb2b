namespace Orchestrator.Routing;

/// <summary>
/// The engines of one target that take work, the one to use next first (see <see cref="EngineOrder"/>). A booking moves the one engine it changes, whose old and new
/// place are found by halving; so a decision looks at the first engine, or the first few, however many silos there are.
/// </summary>
internal sealed class EngineRanking
{
    private readonly EngineState[] _engines;

    public EngineRanking(IEnumerable<EngineState> engines) => _engines = [.. engines.Order(EngineOrder.Comparer)];

    public ReadOnlySpan<EngineState> BestFirst => _engines;

    /// <summary>Where <paramref name="engine"/> stands: to be asked before it changes.</summary>
    public int PlaceOf(EngineState engine) => Array.BinarySearch(_engines, engine, EngineOrder.Comparer);

    /// <summary>Moves the engine at <paramref name="place"/>, which has changed, to where it stands now; all others are in order.</summary>
    public void Reorder(int place)
    {
        var engine = _engines[place];
        var to = PlaceAmong(engine, 0, place);
        if (to == place)
            to = PlaceAmong(engine, place + 1, _engines.Length) - 1;
        if (to < place)
            Array.Copy(_engines, to, _engines, to + 1, place - to);
        else
            Array.Copy(_engines, place + 1, _engines, place, to - place);
        _engines[to] = engine;
    }

    /// <summary>Where an engine that is not among those from <paramref name="start"/> to before <paramref name="end"/> belongs.</summary>
    private int PlaceAmong(EngineState engine, int start, int end) => ~Array.BinarySearch(_engines, start, end - start, engine, EngineOrder.Comparer);
}
