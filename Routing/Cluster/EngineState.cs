namespace Orchestrator.Routing;

/// <summary>
/// One engine on one silo, with the router's own count of what is under way there. The count is the only part that changes: the router books and releases
/// between decisions through <see cref="ClusterView"/>, on its one thread.
/// </summary>
public sealed class EngineState
{
    internal EngineState(EngineSnapshot engine, SiloSnapshot silo, EngineLoad load, double? utilizationPercent, string? unusable, bool overloaded)
    {
        Name = engine.Name;
        Target = engine.Target;
        Silo = silo.Silo;
        SiloName = silo.Name;
        ChatModel = engine.ChatModel;
        EmbeddingModel = engine.EmbeddingModel;
        ContextTokens = engine.ContextTokens;
        Slots = Math.Max(1, engine.Slots);
        UtilizationPercent = utilizationPercent ?? 100.0 * Math.Min(1.0, (double)engine.Running / Slots);
        Outstanding = Math.Max(0, load.HandedOut) + Math.Max(0, load.Foreign);
        HandedOut = Math.Max(0, load.HandedOut);
        HandedOutServiceMs = Math.Max(0, load.HandedOutServiceMs);
        Unusable = unusable;
        Overloaded = overloaded;
        OrderKey = EngineOrder.KeyOf(this);
    }

    private EngineState(EngineState other)
    {
        (Name, Target, Silo, SiloName, ChatModel, EmbeddingModel) = (other.Name, other.Target, other.Silo, other.SiloName, other.ChatModel, other.EmbeddingModel);
        (ContextTokens, Slots, UtilizationPercent, Unusable) = (other.ContextTokens, other.Slots, other.UtilizationPercent, other.Unusable);
        (Outstanding, HandedOut, HandedOutServiceMs, LastBooked) = (other.Outstanding, other.HandedOut, other.HandedOutServiceMs, other.LastBooked);
    }

    private EngineState(CandidateAssessment candidate, CandidateSnapshot recorded)
    {
        (Name, Target, Silo, SiloName) = (candidate.Engine!, candidate.Target, candidate.Silo!, candidate.Silo!);
        (ChatModel, EmbeddingModel) = (candidate.Model, candidate.Model);
        (ContextTokens, Slots, UtilizationPercent, Overloaded) = (int.MaxValue, 1, recorded.UtilizationPercent, recorded.Overloaded);
    }

    /// <summary>The engine's name, unique on its silo.</summary>
    public string Name { get; }

    /// <summary>The target it serves.</summary>
    public ComputeTarget Target { get; }

    /// <summary>Address of its silo, in parsable form.</summary>
    public string Silo { get; }

    /// <summary>Readable name of its silo, which stays the same when the silo starts again.</summary>
    public string SiloName { get; }

    /// <summary>The model that answers text tasks; null when it has none.</summary>
    public string? ChatModel { get; }

    /// <summary>The model that embeds; null when it has none.</summary>
    public string? EmbeddingModel { get; }

    /// <summary>Context window, tokens.</summary>
    public int ContextTokens { get; }

    /// <summary>How many tasks it works on at once, at least 1.</summary>
    public int Slots { get; }

    /// <summary>How busy its device was when last sampled, percent; the share of busy slots where no figure is measured.</summary>
    public double UtilizationPercent { get; }

    /// <summary>Why it takes no work; null when it does.</summary>
    public string? Unusable { get; }

    /// <summary>True when its device is busier than the view's threshold.</summary>
    public bool Overloaded { get; private init; }

    /// <summary>Tasks under way or waiting there, as far as is known.</summary>
    public int Outstanding { get; private set; }

    /// <summary>Of these, the ones this router sent.</summary>
    public int HandedOut { get; private set; }

    /// <summary>Expected service time of the handed-out tasks together, milliseconds.</summary>
    public double HandedOutServiceMs { get; private set; }

    /// <summary>Slots with nothing to do.</summary>
    public int FreeSlots => Math.Max(0, Slots - Outstanding);

    /// <summary>Tasks waiting for a slot.</summary>
    public int Waiting => Math.Max(0, Outstanding - Slots);

    /// <summary>How it compares with other engines of its target: see <see cref="EngineOrder"/>.</summary>
    internal ulong OrderKey { get; private set; }

    /// <summary>Its place in the view's list.</summary>
    internal int Number { get; set; }

    /// <summary>When it was last booked, on the view's own clock of bookings: the least recently booked of equals goes first.</summary>
    internal long LastBooked { get; set; }

    /// <summary>The model that would serve a task of <paramref name="type"/>; null when it cannot.</summary>
    public string? ModelFor(TaskType type) => type == TaskType.Embedding ? EmbeddingModel : ChatModel;

    /// <summary>An engine as a logged decision saw it.</summary>
    internal static EngineState Recorded(CandidateAssessment candidate, CandidateSnapshot recorded) => new(candidate, recorded);

    internal EngineState Calm()
    {
        var calm = new EngineState(this) { Overloaded = false };
        calm.OrderKey = EngineOrder.KeyOf(calm);
        return calm;
    }

    internal void Add(int tasks, double serviceMs)
    {
        Outstanding = Math.Max(0, Outstanding + tasks);
        HandedOut = Math.Max(0, HandedOut + tasks);
        HandedOutServiceMs = HandedOut == 0 ? 0 : Math.Max(0, HandedOutServiceMs + serviceMs);
        OrderKey = EngineOrder.KeyOf(this);
    }
}
