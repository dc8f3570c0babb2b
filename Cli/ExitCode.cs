using Orchestrator.Routing;

namespace Orchestrator.Cli;

/// <summary>What a command tells the shell.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>The command ran and found something wrong.</summary>
    public const int Failure = 1;

    /// <summary>The command could not run: a missing file, a wrong value.</summary>
    public const int Usage = 2;

    /// <summary>No server answers at the address.</summary>
    public const int Unreachable = 3;

    /// <summary>The server refused the request: a wrong key, an unknown task, a limit.</summary>
    public const int Refused = 4;

    /// <summary>Ctrl+C.</summary>
    public const int Interrupted = 130;

    /// <summary>For the help of the tool.</summary>
    public const string Help =
        "Exit codes: 0 done; 1 done and something is wrong (a failed task, an invalid file, a lost task under load); 2 wrong usage; 3 no server; 4 refused by the server; 130 interrupted.";

    /// <summary>Runs <paramref name="body"/>; a file that is missing or not what it should be is one line on <paramref name="errors"/>.</summary>
    public static int Guard(TextWriter errors, Func<int> body)
    {
        try
        {
            return body();
        }
        catch (Exception error) when (IsUsage(error))
        {
            errors.WriteLine(error.Message);
            return Usage;
        }
    }

    /// <summary>The same for a command that talks to a server.</summary>
    public static async Task<int> GuardAsync(TextWriter errors, Func<Task<int>> body)
    {
        try
        {
            return await body();
        }
        catch (ApiException error)
        {
            await errors.WriteLineAsync(error.Message);
            return error.Status is null ? Unreachable : Refused;
        }
        catch (OperationCanceledException)
        {
            await errors.WriteLineAsync("Interrupted.");
            return Interrupted;
        }
        catch (Exception error) when (IsUsage(error))
        {
            await errors.WriteLineAsync(error.Message);
            return Usage;
        }
    }

    private static bool IsUsage(Exception error) =>
        error is IOException or InvalidDataException or UnauthorizedAccessException or FormatException or ArgumentException or ModelFileException;
}
