namespace Orchestrator.Telemetry.Tests;

/// <summary>What a test needs of its machine: missing, the test is skipped with the reason, or fails where <c>REQUIRE_ALL=1</c>.</summary>
internal static class Needs
{
    public static void No(string? missing)
    {
        if (missing is null)
            return;
        Assert.False(Environment.GetEnvironmentVariable("REQUIRE_ALL") == "1", missing);
        Assert.Skip(missing);
    }
}
