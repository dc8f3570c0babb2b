using System.Net.Sockets;
using Npgsql;

namespace Orchestrator.Grains.Stores;

/// <summary>Which errors of PostgreSQL pass by themselves, and how they are told to an operator.</summary>
internal static class PostgresErrors
{
    private const string ReadOnlyTransaction = "25006";
    private const string QueryCanceled = "57014";

    public static bool IsTransient(Exception error) => error switch
    {
        PostgresException { IsTransient: true } => true,
        // Connection lost, out of resources, shutting down or starting, rolled back for a conflict, a standby that was not promoted yet.
        PostgresException { SqlState: var state } => state.StartsWith("08", StringComparison.Ordinal) || state.StartsWith("53", StringComparison.Ordinal)
            || state.StartsWith("57P", StringComparison.Ordinal) || state.StartsWith("40", StringComparison.Ordinal) || state is ReadOnlyTransaction or QueryCanceled,
        NpgsqlException { IsTransient: true } => true,
        NpgsqlException { InnerException: IOException or SocketException or TimeoutException } => true,
        IOException or SocketException or TimeoutException => true,
        _ => false,
    };

    /// <summary>One line without secrets.</summary>
    public static string Describe(Exception error) => error switch
    {
        PostgresException refused => $"{refused.MessageText} (SQLSTATE {refused.SqlState})",
        NpgsqlException { InnerException: SocketException socket } => $"no connection ({socket.SocketErrorCode})",
        NpgsqlException { InnerException: { } inner } => $"no connection ({FirstLine(inner.Message)})",
        _ => FirstLine(error.Message),
    };

    private static string FirstLine(string text) => text.Split('\n', 2)[0].TrimEnd();
}
