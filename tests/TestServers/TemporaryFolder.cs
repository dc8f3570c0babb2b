namespace Orchestrator.TestServers;

/// <summary>A folder of one's own, removed at the end.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder() => Path = Directory.CreateTempSubdirectory("orchestrator-").FullName;

    public string Path { get; }

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (IOException)
        {
            // A server that is still going down may hold a file; the operating system cleans its temporary folder.
        }
        catch (UnauthorizedAccessException)
        {
        }
    }
}
