using System.Net;

namespace Orchestrator.Cli;

/// <summary>The server did not do what it was asked.</summary>
/// <param name="message">One line for a person.</param>
/// <param name="status">What it answered; null when nothing answers at all.</param>
internal sealed class ApiException(string message, HttpStatusCode? status) : Exception(message)
{
    public HttpStatusCode? Status { get; } = status;
}
