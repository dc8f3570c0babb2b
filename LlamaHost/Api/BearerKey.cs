using System.Security.Cryptography;
using System.Text;

namespace Orchestrator.LlamaHost;

/// <summary>The key every request but <c>/health</c> must carry. Compared by hashes, in constant time.</summary>
internal sealed class BearerKey(string key)
{
    private const string Scheme = "Bearer ";
    private readonly byte[] _hash = SHA256.HashData(Encoding.UTF8.GetBytes(key));

    public bool IsIn(IHeaderDictionary headers)
    {
        var given = headers.Authorization.ToString();
        return given.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given[Scheme.Length..])), _hash);
    }
}
