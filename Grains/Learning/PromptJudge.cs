using Microsoft.Extensions.Logging;
using Orchestrator.Grains.Stores;

namespace Orchestrator.Grains;

/// <summary>
/// Judges prompts by their words with the text head of the model in use, on the silo that has the text: the router never sees it. Follows the store, because
/// every silo needs it. Thread-safe.
/// </summary>
internal sealed partial class PromptJudge(ITaskStore store, ILogger<PromptJudge> logger)
{
    private readonly ModelShelf _shelf = new(store);
    private volatile TextGain? _text;
    private string? _version;

    /// <summary>The profile with what its text lets expect; the same profile when there is nothing to judge with.</summary>
    public TaskProfile Read(TaskProfile profile, string text) =>
        _text?.Of(profile.Type, text) is { } gain ? profile with { TextGain = gain } : profile;

    /// <summary>Takes over the model in use when it is another one.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        var version = await _shelf.ActiveVersionAsync(cancellationToken);
        if (version == _version)
            return;
        _text = version is null ? null : (await _shelf.ReadActiveAsync(cancellationToken)).Model?.Text;
        _version = version;
        if (_text is not null)
            Log.Reads(logger, version!);
    }

    private static partial class Log
    {
        [LoggerMessage(3510, LogLevel.Information, "learning.text head of model {version} judges prompts", EventName = "learning.text")]
        public static partial void Reads(ILogger logger, string version);
    }
}
