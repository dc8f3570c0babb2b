using Orchestrator.Grains.Interfaces;
using Orchestrator.Routing;

namespace Orchestrator.Grains.Tests.Cluster;

/// <summary>Accounts that a test makes up. Thread-safe.</summary>
internal sealed class TestAccounts : IAccounts
{
    private volatile AccountSet _current = AccountSet.Empty;

    public AccountSet Current => _current;

    /// <summary>Adds an account of a name that nobody has; its limits are those <paramref name="limit"/> sets.</summary>
    public string Add(Func<Account, Account> limit)
    {
        var account = limit(new Account { Name = $"a-{Guid.NewGuid():N}", KeySha256 = [], Role = AccountRole.Submit });
        lock (this)
            _current = new AccountSet([.. _current.All, account]);
        return account.Name;
    }
}
