using Microsoft.Extensions.Options;

namespace Orchestrator.Gateway;

/// <summary>The accounts of a host that has keys and no <c>accounts.yaml</c>.</summary>
internal sealed class KeyAccounts(IOptions<GatewayOptions> options) : IAccounts
{
    public AccountSet Current { get; } = new([.. options.Value.Keys.Select(key => key.ToAccount())]);
}
