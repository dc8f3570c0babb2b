using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;

namespace Orchestrator.Grains.Interfaces;

/// <summary>Who may call, as it is now: the keys of the settings and the accounts of <c>accounts.yaml</c>, which is read again when it changes.</summary>
public interface IAccounts
{
    /// <summary>The accounts that hold at this moment.</summary>
    AccountSet Current { get; }
}

/// <summary>All accounts at one moment. Immutable.</summary>
public sealed class AccountSet : IAccounts
{
    private const int LongestKey = 1024;
    private readonly FrozenDictionary<string, Account> _byName;

    /// <param name="accounts">With names and keys that differ.</param>
    public AccountSet(IReadOnlyList<Account> accounts)
    {
        All = accounts;
        _byName = accounts.ToFrozenDictionary(account => account.Name, StringComparer.Ordinal);
    }

    /// <summary>Nobody.</summary>
    public static AccountSet Empty { get; } = new([]);

    public IReadOnlyList<Account> All { get; }

    AccountSet IAccounts.Current => this;

    /// <summary>The account of this name; null when there is none (any more).</summary>
    public Account? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>The account of this key; null when nobody has it. Compares hashes in constant time and always looks at every one.</summary>
    public Account? Authenticate(ReadOnlySpan<char> key)
    {
        if (key.IsEmpty || key.Length > LongestKey)
            return null;
        Span<byte> text = stackalloc byte[LongestKey * 3];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text[..Encoding.UTF8.GetBytes(key, text)], hash);
        Account? found = null;
        foreach (var account in All)
        {
            if (CryptographicOperations.FixedTimeEquals(account.KeySha256.AsSpan(), hash))
                found = account;
        }

        return found;
    }
}
