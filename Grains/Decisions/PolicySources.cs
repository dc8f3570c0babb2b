using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orchestrator.Configuration;

namespace Orchestrator.Grains;

/// <summary>A policy file that was read and found valid.</summary>
internal sealed record PolicyFileContent(IReadOnlyList<RoutingRule> Rules, PolicySettings Settings);

/// <summary>The state of a watched policy file, for the API.</summary>
internal sealed record PolicyFileStatus(string Path, IReadOnlyList<PolicyError> Errors, DateTimeOffset ReadAt);

/// <summary><c>routing_policy.yaml</c> of this silo, watched.</summary>
internal sealed class PolicySource(WatchedFile<PolicyFileContent> file)
{
    public PolicySource(IOptions<OrchestratorOptions> options, TimeProvider time, ILogger<PolicySource> logger)
        : this(new WatchedFile<PolicyFileContent>(Path.Combine(options.Value.PoliciesDirectory, "routing_policy.yaml"), Parse, time, logger))
    {
    }

    public IWatchedFile File => file;

    public PolicyFileContent Current => file.Current.Value;

    public PolicyFileStatus Status => new(file.Path, file.Current.Errors, file.Current.ReadAt);

    private static (PolicyFileContent?, IReadOnlyList<PolicyError>) Parse(string text)
    {
        var parsed = PolicyFile.Parse(text);
        return parsed.Errors.Count > 0 ? (null, parsed.Errors) : (new PolicyFileContent(parsed.Rules, parsed.Settings), []);
    }
}

/// <summary><c>cost_config.yaml</c> of this silo, watched.</summary>
internal sealed class CostBookSource(WatchedFile<CostBook> file)
{
    public CostBookSource(IOptions<OrchestratorOptions> options, TimeProvider time, ILogger<CostBookSource> logger)
        : this(new WatchedFile<CostBook>(Path.Combine(options.Value.PoliciesDirectory, "cost_config.yaml"), Parse, time, logger))
    {
    }

    public IWatchedFile File => file;

    public CostBook Current => file.Current.Value;

    private static (CostBook?, IReadOnlyList<PolicyError>) Parse(string text)
    {
        var parsed = CostFile.Parse(text);
        return parsed.Errors.Count > 0 ? (null, parsed.Errors) : (parsed.Book, []);
    }
}
