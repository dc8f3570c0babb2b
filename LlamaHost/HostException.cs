namespace Orchestrator.LlamaHost;

/// <summary>The program cannot do its work as it was started; the message is one line for the person who started it.</summary>
internal sealed class HostException(string message, int exitCode = HostException.Permanent) : Exception(message)
{
    /// <summary>A second start would fail the same way.</summary>
    public const int Permanent = 2;

    /// <summary>A second start may succeed.</summary>
    public const int Transient = 1;

    public int ExitCode => exitCode;
}
