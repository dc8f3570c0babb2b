using Microsoft.Extensions.Logging;
using Orchestrator.Configuration;

namespace Orchestrator.Grains;

/// <summary>The accounts of this process: the keys of its settings and <c>accounts.yaml</c>, watched. Without the file there are only the keys.</summary>
public sealed class AccountDirectory : IAccounts
{
    private const string FileName = "accounts.yaml";
    private readonly WatchedFile<AccountSet> _file;

    /// <param name="folder">Folder of the policy files.</param>
    /// <param name="keys">Accounts of keys that come from the settings.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Told of every reload.</param>
    /// <exception cref="ConfigurationException">The file is there and invalid.</exception>
    public AccountDirectory(string folder, IReadOnlyList<Account> keys, TimeProvider time, ILogger logger) =>
        _file = new WatchedFile<AccountSet>(Path.Combine(folder, FileName), text => Parse(text, keys), time, logger, whenMissing: new AccountSet(keys));

    public AccountSet Current => _file.Current.Value;

    internal IWatchedFile File => _file;

    /// <summary>True when the folder's file holds an account, valid or not: whether there is somebody without keys in the settings.</summary>
    public static bool HasAccounts(string folder) =>
        System.IO.File.Exists(Path.Combine(folder, FileName)) && AccountsFile.Parse(System.IO.File.ReadAllText(Path.Combine(folder, FileName)), []).Accounts.Count > 0;

    private static (AccountSet?, IReadOnlyList<PolicyError>) Parse(string text, IReadOnlyList<Account> keys)
    {
        var parsed = AccountsFile.Parse(text, keys);
        return parsed.Errors.Count > 0 ? (null, parsed.Errors) : (new AccountSet([.. keys, .. parsed.Accounts]), []);
    }
}
