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

    /// <summary>Runs <paramref name="body"/>; a file that is missing or not what it should be is one line on <paramref name="errors"/>.</summary>
    public static int Guard(TextWriter errors, Func<int> body)
    {
        try
        {
            return body();
        }
        catch (Exception error) when (error is IOException or InvalidDataException or UnauthorizedAccessException or FormatException or ArgumentException or ModelFileException)
        {
            errors.WriteLine(error.Message);
            return Usage;
        }
    }
}
