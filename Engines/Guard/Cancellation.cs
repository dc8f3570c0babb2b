namespace Orchestrator.Engines;

/// <summary>Ties sources of cancellation together without a further source.</summary>
internal static class Cancellation
{
    /// <summary>Cancels <paramref name="source"/> when <paramref name="token"/> is cancelled, until the registration is disposed.</summary>
    public static CancellationTokenRegistration EndWith(this CancellationTokenSource source, CancellationToken token) =>
        token.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), source);
}
