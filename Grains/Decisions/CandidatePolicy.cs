using System.Security.Cryptography;
using System.Text;
using Orchestrator.Configuration;

namespace Orchestrator.Grains;

/// <summary>A policy that somebody sends to be tried or replayed.</summary>
internal static class CandidatePolicy
{
    /// <summary>The compiled policy, or what is wrong with it. Without a text it is the active one.</summary>
    public static (RoutingPolicy? Policy, IReadOnlyList<PolicyError> Errors) Compile(string? yaml, RoutingPolicy active)
    {
        if (yaml is null)
            return (active, []);
        var parsed = PolicyFile.Parse(yaml);
        if (parsed.Errors.Count > 0)
            return (null, parsed.Errors);
        try
        {
            return (RoutingPolicy.Compile($"candidate-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(yaml)))[..12]}", parsed.Rules, parsed.Settings), []);
        }
        catch (PolicyException exception)
        {
            return (null, exception.Errors);
        }
    }
}
