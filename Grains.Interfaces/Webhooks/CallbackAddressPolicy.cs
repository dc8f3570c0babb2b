using System.Globalization;
using System.Net;

namespace Orchestrator.Grains.Interfaces;

/// <summary>
/// Where callbacks may go: public addresses, and hosts the operator has listed. A URL is checked when it is submitted, as far as its text tells,
/// and the address it leads to again when it is dialled. Immutable.
/// </summary>
public sealed class CallbackAddressPolicy
{
    private static readonly string[] LocalNames = ["localhost", "local", "internal", "localdomain", "home.arpa"];

    private readonly HashSet<string> _allowed;

    private CallbackAddressPolicy(HashSet<string> allowed) => _allowed = allowed;

    /// <summary>Public addresses only.</summary>
    public static CallbackAddressPolicy PublicOnly { get; } = new([]);

    /// <summary>Reads a comma-separated list of hosts, each <c>host</c> (any port) or <c>host:port</c>; IPv6 addresses in brackets.</summary>
    /// <param name="allowedHosts">The list; empty for none.</param>
    /// <param name="wrong">The first entry that is neither; null when all are right.</param>
    public static CallbackAddressPolicy Parse(string allowedHosts, out string? wrong)
    {
        ArgumentNullException.ThrowIfNull(allowedHosts);
        wrong = null;
        HashSet<string> hosts = new(StringComparer.Ordinal);
        foreach (var entry in allowedHosts.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!entry.Contains('/', StringComparison.Ordinal) && Uri.TryCreate($"http://{entry}", UriKind.Absolute, out var url) && url.UserInfo.Length == 0 && url.PathAndQuery == "/")
                hosts.Add(HasPort(entry) ? Key(Host(url), url.Port) : Host(url));
            else
                wrong ??= entry;
        }

        return new CallbackAddressPolicy(hosts);
    }

    /// <summary>Why no callback may go there, as far as the URL itself tells; null when it may.</summary>
    /// <returns>A clause that goes after the name of the field.</returns>
    public string? Refuse(string url)
    {
        ArgumentNullException.ThrowIfNull(url);
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https") || address.Host.Length == 0)
            return "must be an absolute http or https URL";
        if (url.Any(character => character is '\\' or <= ' ' || char.IsControl(character)))
            return "must not contain backslashes, blanks or control characters";
        if (address.UserInfo.Length > 0 || Authority(url).Contains('@', StringComparison.Ordinal))
            return "must not contain a user name or password";
        if (Authority(url).Contains('%', StringComparison.Ordinal))
            return "must not escape characters of its host";
        if (IsListed(address))
            return null;
        // As it was written and as a resolver is given it: the two differ for hosts in other scripts.
        string[] hosts = [Host(address), Normalise(address.Host)];
        if (Array.Exists(hosts, host => IPAddress.TryParse(host, out var literal) && !PublicAddresses.Contains(literal)))
            return "leads to an address that is not public; an operator can list its host in WEBHOOK_ALLOWED_HOSTS";
        return Array.Exists(hosts, IsLocalName)
            ? "names a host of this network; an operator can list it in WEBHOOK_ALLOWED_HOSTS"
            : null;
    }

    /// <summary>Whether a connection for this URL's host may go to an address its name was resolved to.</summary>
    /// <param name="host">The host as it stands in the URL.</param>
    /// <param name="port">Its port.</param>
    /// <param name="address">What the name was resolved to.</param>
    public bool Allows(string host, int port, IPAddress address) => IsListed(Normalise(host), port) || PublicAddresses.Contains(address);

    private bool IsListed(Uri url) => IsListed(Host(url), url.Port);

    private bool IsListed(string host, int port) => _allowed.Contains(host) || _allowed.Contains(Key(host, port));

    private static bool IsLocalName(string host) => Array.Exists(LocalNames, name => host == name || host.EndsWith($".{name}", StringComparison.Ordinal));

    private static string Host(Uri url) => Normalise(url.IdnHost);

    /// <summary>Lower case, without brackets and the root's dot, with digits and dots of other scripts as plain ones.</summary>
    private static string Normalise(string host) => string.Concat(host.Trim('[', ']').TrimEnd('.').Select(Plain)).TrimEnd('.').ToLowerInvariant();

    private static char Plain(char character) => character switch
    {
        < (char)0x80 => character,
        '\u3002' or '\uFF0E' or '\uFF61' => '.',
        _ when CharUnicodeInfo.GetDigitValue(character) is >= 0 and var digit => (char)('0' + digit),
        >= '\uFF21' and <= '\uFF5A' => (char)(character - 0xFEE0),
        _ => character,
    };

    private static string Key(string host, int port) => string.Create(CultureInfo.InvariantCulture, $"{host} {port}");

    private static bool HasPort(string entry) => entry.LastIndexOf(':') > entry.LastIndexOf(']') && entry.LastIndexOf(':') >= 0;

    private static string Authority(string url)
    {
        var start = url.IndexOf("//", StringComparison.Ordinal) + 2;
        var end = url.AsSpan(start).IndexOfAny('/', '?', '#');
        return end < 0 ? url[start..] : url.Substring(start, end);
    }
}
