namespace Orchestrator.TestServers;

/// <summary>What a test needs of the machine.</summary>
public static class Requirement
{
    /// <summary>True when a missing program must fail the test instead of skipping it.</summary>
    public static bool AllRequired => Environment.GetEnvironmentVariable("REQUIRE_ALL") == "1";
}
