namespace Orchestrator.Routing;

/// <summary>The outcome model in use, and the ones before it. A broken file is refused and the last good model stays. Not thread safe: one router, one thread.</summary>
public sealed class ActiveModel
{
    /// <summary>How many models are kept for a rollback, the current one included.</summary>
    public const int Kept = 10;

    private readonly List<OutcomeModel> _models = [];

    /// <summary>The model in use; null while there is none.</summary>
    public OutcomeModel? Current => _models.Count > 0 ? _models[^1] : null;

    /// <summary>All models that can be gone back to, the oldest first.</summary>
    public IReadOnlyList<OutcomeModel> History => _models;

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

    /// <summary>Puts a model in use.</summary>
    public void Use(OutcomeModel model)
    {
        _models.Add(model);
        if (_models.Count > Kept)
            _models.RemoveAt(0);
    }

    /// <summary>Goes back to the model before; false when there is none.</summary>
    public bool RollBack()
    {
        if (_models.Count < 2)
            return false;

        _models.RemoveAt(_models.Count - 1);
        return true;
    }
}

/// <summary>How far learning has come.</summary>
/// <param name="Rows">Outcomes at hand.</param>
/// <param name="Needed">Outcomes it takes to train.</param>
public readonly record struct LearningProgress(int Rows, int Needed)
{
    /// <summary>Below this trees would learn noise.</summary>
    public const int DefaultNeeded = 1000;
}
