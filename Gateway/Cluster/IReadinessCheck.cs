namespace Orchestrator.Gateway;

/// <summary>Something beside the store, the cluster and the engines that this process depends on.</summary>
public interface IReadinessCheck
{
    /// <summary>Its name in the answer of <c>/v1/health/ready</c>.</summary>
    string Name { get; }

    /// <summary>Null when it answers, else what is wrong in one line without secrets.</summary>
    Task<string?> CheckAsync();
}
