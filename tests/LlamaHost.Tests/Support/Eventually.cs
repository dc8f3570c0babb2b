namespace Orchestrator.LlamaHost.Tests;

internal static class Eventually
{
    /// <summary>Waits for a condition that another process brings about; the test's own time limit ends a wait in vain.</summary>
    public static async Task TrueAsync(Func<Task<bool>> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        while (!await condition()) await Task.Delay(20, limit.Token);
    }

    public static Task TrueAsync(Func<bool> condition) => TrueAsync(() => Task.FromResult(condition()));
}
