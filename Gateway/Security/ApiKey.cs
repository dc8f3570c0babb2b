using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace Orchestrator.Gateway;

/// <summary>A key that may call the API, known by its hash only.</summary>
/// <param name="Account">Name that stands for the key in tasks, limits and logs; never the key itself.</param>
/// <param name="Sha256">SHA-256 of the key's UTF-8 bytes, 32 bytes.</param>
public sealed record ApiKey(string Account, ImmutableArray<byte> Sha256)
{
    /// <summary>The key of a fresh installation on loopback.</summary>
    public const string Default = "dev-key-change-in-production";

    /// <summary>Hashes a key. Its account is <c>dev</c> for <see cref="Default"/>, else <c>key-</c> and the first 8 hex digits of the hash.</summary>
    /// <exception cref="ArgumentException">The key is empty.</exception>
    public static ApiKey FromSecret(string secret)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(secret);
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(secret));
        var account = secret == Default ? "dev" : $"key-{Convert.ToHexStringLower(hash.AsSpan(0, 4))}";
        return new ApiKey(account, [.. hash]);
    }

    /// <summary>The account of this key: it may do everything, without limits of its own.</summary>
    public Account ToAccount() => new() { Name = Account, KeySha256 = Sha256, Role = AccountRole.Operate };
}
