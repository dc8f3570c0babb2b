using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Orchestrator.Client;

/// <summary>
/// Chats through an orchestrator: each call is a task that is routed, falls back, and is booked like any other. When the token fires the engine
/// is stopped. Failures are <see cref="OrchestratorException"/>s. Thread-safe.
/// </summary>
/// <param name="connection">The way there; not disposed with the client.</param>
public sealed class OrchestratorChatClient(OrchestratorConnection connection) : IChatClient
{
    private readonly OrchestratorConnection _connection = connection ?? throw new ArgumentNullException(nameof(connection));

    /// <summary>Asks and waits for the whole answer.</summary>
    /// <param name="messages">The conversation: texts, tool calls and their results.</param>
    /// <param name="options">How to answer; what <see cref="TaskProperties"/> says of the task goes in its additional properties. A model's name pins it.</param>
    /// <param name="cancellationToken">Stops the engine.</param>
    /// <exception cref="OrchestratorException">There is no answer; the type says why.</exception>
    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var task = ChatRequests.Of(messages, options, _connection);
        return ChatAnswers.Whole(await _connection.Transport.AskAsync(task, cancellationToken));
    }

    /// <summary>
    /// Asks and hands the answer on as it comes. A fallback before the first token is invisible; after it, a failure is an
    /// <see cref="AnswerBrokenOffException"/>, never a short answer. The last update carries the <see cref="RoutedTask"/>.
    /// </summary>
    /// <param name="messages">The conversation: texts, tool calls and their results.</param>
    /// <param name="options">How to answer; what <see cref="TaskProperties"/> says of the task goes in its additional properties. A model's name pins it.</param>
    /// <param name="cancellationToken">Stops the engine, as leaving the enumeration early does.</param>
    /// <exception cref="OrchestratorException">There is no answer; the type says why.</exception>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var task = ChatRequests.Of(messages, options, _connection);
        await foreach (var part in _connection.Transport.StreamAsync(task, cancellationToken).ConfigureAwait(false))
            yield return ChatAnswers.Update(part);
    }

    /// <summary>This client, its connection, or what it says of itself.</summary>
    /// <param name="serviceType">What is asked for.</param>
    /// <param name="serviceKey">Null: there are no keyed services.</param>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("orchestrator", _connection.Address)
            : serviceType == typeof(OrchestratorConnection) ? _connection
            : serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <summary>Does nothing: the connection is its owner's.</summary>
    public void Dispose()
    {
    }
}
