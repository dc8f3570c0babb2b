namespace Orchestrator.Routing;

/// <summary>
/// The engines of one target that take work, the one to use next first (see <see cref="EngineOrder"/>). A booking moves the one engine it changes, whose old and new
/// place are found by halving; so a decision looks at the first engine, or the first few, however many silos there are.
/// </summary>
internal sealed class EngineRanking
{
    private readonly EngineState[] _engines;

    public EngineRanking(IEnumerable<EngineState> engines)
    {
        _engines = [.. engines];
        Array.Sort(_engines, EngineOrder.Compare);
    }

    public ReadOnlySpan<EngineState> BestFirst => _engines;

    /// <summary>Where <paramref name="engine"/> stands: to be asked before it changes.</summary>
    public int PlaceOf(EngineState engine) => FirstNotBefore(engine, 0, _engines.Length);

    /// <summary>Moves the engine at <paramref name="place"/>, which has changed, to where it stands now; all others are in order.</summary>
    public void Reorder(int place)
    {
        var engine = _engines[place];
        if (place > 0 && EngineOrder.Compare(engine, _engines[place - 1]) < 0)
        {
            var to = FirstNotBefore(engine, 0, place);
            Array.Copy(_engines, to, _engines, to + 1, place - to);
            _engines[to] = engine;
        }
        else if (FirstNotBefore(engine, place + 1, _engines.Length) - 1 is var to && to > place)
        {
            Array.Copy(_engines, place + 1, _engines, place, to - place);
            _engines[to] = engine;
        }
    }

    private int FirstNotBefore(EngineState engine, int low, int high)
    {
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (EngineOrder.Compare(_engines[middle], engine) < 0)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
