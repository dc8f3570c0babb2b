using System.Text.Json;
using Orchestrator.Grains.Stores;

namespace Orchestrator.Grains;

/// <summary>
/// The outcome models the cluster keeps, in the store: the one in use and up to nine before it. Each lies in a slot of its own, so that a crash between
/// two writes leaves the index pointing at whole files only. Written by the learning grain alone.
/// </summary>
internal sealed class ModelShelf(ITaskStore store)
{
    /// <summary>How many models are kept, the one in use included.</summary>
    public const int Kept = 10;

    private const string IndexSetting = "outcome_models";

    private sealed record Entry(int Slot, string Version, DateTimeOffset TrainedAt, ComputeTarget[] Targets, bool ReadsText, OutcomeMetrics Metrics);

    /// <summary>What is kept, the model in use first.</summary>
    public async Task<IReadOnlyList<ModelInfo>> ListAsync(CancellationToken cancellationToken = default) =>
        [.. (await IndexAsync(cancellationToken)).Select(entry => new ModelInfo(entry.Version, entry.TrainedAt, entry.Targets, entry.ReadsText, entry.Metrics))];

    /// <summary>Name of the model in use; null for none. Cheap enough to be asked often.</summary>
    public async Task<string?> ActiveVersionAsync(CancellationToken cancellationToken) => (await IndexAsync(cancellationToken)) is [var first, ..] ? first.Version : null;

    /// <summary>The model in use; when its file cannot be read, the last good one before it, and why.</summary>
    public async Task<(OutcomeModel? Model, string? Error)> ReadActiveAsync(CancellationToken cancellationToken = default)
    {
        string? error = null;
        foreach (var entry in await IndexAsync(cancellationToken))
        {
            try
            {
                var text = await store.ReadSettingAsync(SettingOf(entry.Slot), cancellationToken) ?? throw new ModelFileException("The model file is missing.");
                // Large enough to keep a scheduler busy.
                return (await Task.Run(() => OutcomeModelFile.Read(text), cancellationToken), error);
            }
            catch (ModelFileException exception)
            {
                error ??= $"Model {entry.Version} is not used: {exception.Message}";
            }
        }

        return (null, error);
    }

    /// <summary>Puts a model in use. The oldest makes room.</summary>
    public async Task AddAsync(OutcomeModel model, string text)
    {
        var index = (await IndexAsync(CancellationToken.None)).Where(known => known.Version != model.Version).ToList();
        if (index.Count >= Kept)
            index.RemoveRange(Kept - 1, index.Count - (Kept - 1));
        var slot = Enumerable.Range(0, Kept + 1).First(free => index.TrueForAll(known => known.Slot != free));
        await store.WriteSettingAsync(SettingOf(slot), text, CancellationToken.None);
        index.Insert(0, new Entry(slot, model.Version, model.TrainedAt, [.. model.Targets.Select(target => target.Target)], model.Text is not null, model.Metrics));
        await WriteAsync(index);
    }

    /// <summary>Takes the model in use off; false when there is none before it.</summary>
    public async Task<bool> RollBackAsync()
    {
        var index = await IndexAsync(CancellationToken.None);
        if (index.Count < 2)
            return false;
        index.RemoveAt(0);
        await WriteAsync(index);
        return true;
    }

    private static string SettingOf(int slot) => $"outcome_model_{slot}";

    private Task WriteAsync(List<Entry> index) => store.WriteSettingAsync(IndexSetting, JsonSerializer.Serialize(index), CancellationToken.None);

    private async Task<List<Entry>> IndexAsync(CancellationToken cancellationToken) =>
        await store.ReadSettingAsync(IndexSetting, cancellationToken) is { } json ? JsonSerializer.Deserialize<List<Entry>>(json) ?? [] : [];
}
