namespace Orchestrator.Dashboard;

/// <summary>What a viewer is told when a read or a change fails: never a type name or a stack.</summary>
internal static class Problems
{
    public static string Sentence(Exception problem) => problem switch
    {
        TimeoutException => "The cluster does not answer in time.",
        ArgumentException => "The cluster refused the request: the page's address may be out of date.",
        _ => "The cluster cannot be reached.",
    };
}
