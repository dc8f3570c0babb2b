namespace Orchestrator.Cli.Tests;

/// <summary>The recorded data, which lies beside the repository and not in it.</summary>
internal static class Data
{
    /// <summary>The folder with the development data; skips the test when it is not there, unless everything is required.</summary>
    public static string Folder()
    {
        var folder = Candidates().FirstOrDefault(Directory.Exists);
        if (folder is null && Environment.GetEnvironmentVariable("REQUIRE_ALL") == "1")
        {
            Assert.Fail("REQUIRE_ALL=1, and there is no folder shared/data/dev beside the repository");
        }

        Assert.SkipWhen(folder is null, "shared/data/dev is not beside the repository");
        return folder!;
    }

    private static IEnumerable<string> Candidates()
    {
        if (Environment.GetEnvironmentVariable("ROUTING_DATA") is { Length: > 0 } given)
        {
            yield return Path.Combine(given, "dev");
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            yield return Path.Combine(folder.FullName, "shared", "data", "dev");
        }
    }
}
