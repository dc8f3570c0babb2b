namespace Orchestrator.LlamaHost.Tests;

internal static class Native
{
    public static string HostAssembly { get; } = Path.Combine(AppContext.BaseDirectory, "llamahost", "Orchestrator.LlamaHost.dll");

    private static string Directory { get; } = Path.Combine(AppContext.BaseDirectory, "llamahost", "native");

    /// <summary>Skips the test where the build could not fetch llama.cpp's libraries; fails it where everything must run.</summary>
    public static void Require()
    {
        if (System.IO.Directory.Exists(Directory)) return;
        const string Reason = "llama.cpp's libraries are missing: build with npm installed";
        if (Environment.GetEnvironmentVariable("REQUIRE_ALL") == "1") Assert.Fail(Reason);
        Assert.Skip(Reason);
    }
}
