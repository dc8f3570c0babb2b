using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Orchestrator.Grains;

/// <summary>Lets a receiver know that a callback is ours and not an old one sent again.</summary>
internal static class WebhookSignature
{
    public const string Header = "X-Orchestrator-Signature";

    /// <summary><c>t=&lt;unix seconds&gt;,v1=&lt;hex HMAC-SHA256 of "t.body"&gt;</c>.</summary>
    public static string Of(byte[] key, DateTimeOffset time, ReadOnlySpan<byte> body)
    {
        var stamp = time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hash.AppendData(Encoding.ASCII.GetBytes($"{stamp}."));
        hash.AppendData(body);
        return $"t={stamp},v1={Convert.ToHexStringLower(hash.GetHashAndReset())}";
    }
}
