using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace Orchestrator.Gateway;

/// <summary>Finds the account of a key. Compares hashes in constant time and always looks at every key.</summary>
internal sealed class KeyRing(IOptions<GatewayOptions> options)
{
    private const int LongestKey = 1024;
    private readonly (byte[] Hash, RequestAccount Account)[] _keys =
        [.. options.Value.Keys.Select(key => (key.Sha256.ToArray(), new RequestAccount(key.Account)))];

    /// <summary>The account; null when nobody has this key.</summary>
    public RequestAccount? Find(ReadOnlySpan<char> secret)
    {
        if (secret.IsEmpty || secret.Length > LongestKey)
            return null;
        Span<byte> text = stackalloc byte[LongestKey * 3];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text[..Encoding.UTF8.GetBytes(secret, text)], hash);
        RequestAccount? found = null;
        foreach (var (known, account) in _keys)
        {
            if (CryptographicOperations.FixedTimeEquals(known, hash))
                found = account;
        }
        return found;
    }
}
