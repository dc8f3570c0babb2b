namespace Orchestrator.Routing;

/// <summary>The outcome model in use. A broken file is refused and the last good model stays. Not thread safe: one router, one thread.</summary>
public sealed class ActiveModel
{
    /// <summary>The model in use; null while there is none.</summary>
    public OutcomeModel? Current { get; private set; }

    /// <summary>Why the file read last was refused; null when it was not.</summary>
    public string? LastError { get; private set; }

    /// <summary>How many outcomes there are to learn from, and how many are needed.</summary>
    public LearningProgress Progress { get; set; } = new(0, LearningProgress.DefaultNeeded);

    /// <summary>Takes a model file; false, with <see cref="LastError"/>, when it is refused.</summary>
    public bool TryLoad(string text)
    {
        try
        {
            Use(OutcomeModelFile.Read(text));
            LastError = null;
            return true;
        }
        catch (ModelFileException error)
        {
            LastError = error.Message;
            return false;
        }
    }

    /// <summary>Puts a model in use; null for none.</summary>
    public void Use(OutcomeModel? model) => Current = model;
}

/// <summary>How far learning has come.</summary>
/// <param name="Rows">Outcomes at hand.</param>
/// <param name="Needed">Outcomes it takes to train.</param>
public readonly record struct LearningProgress(int Rows, int Needed)
{
    /// <summary>Below this trees would learn noise.</summary>
    public const int DefaultNeeded = 1000;
}
