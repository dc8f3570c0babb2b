namespace Orchestrator.Client;

/// <summary>A way to the orchestrator. All of them throw the same exceptions, and stop the engine when the token fires.</summary>
internal interface ITransport : IDisposable
{
    /// <summary>Where it leads to; null inside the cluster.</summary>
    Uri? Address { get; }

    /// <exception cref="OrchestratorException">There is no answer.</exception>
    Task<Answer> AskAsync(TaskSubmission task, CancellationToken cancellationToken);

    /// <exception cref="OrchestratorException">There is no answer, or it broke off.</exception>
    IAsyncEnumerable<AnswerPart> StreamAsync(TaskSubmission task, CancellationToken cancellationToken);

    /// <summary>One vector for each text, in their order.</summary>
    /// <exception cref="OrchestratorException">One of them has no vector.</exception>
    Task<IReadOnlyList<EmbeddedText>> EmbedAsync(IReadOnlyList<TaskSubmission> texts, CancellationToken cancellationToken);
}
