using System.Text.Json;

namespace Orchestrator.Grains;

/// <summary>What an account's grain saves: a text, so that every storage provider keeps it the same way.</summary>
[GenerateSerializer, Alias("AccountState")]
public sealed class AccountState
{
    /// <summary>The books as JSON; null before the first write.</summary>
    [Id(0)] public string? Books { get; set; }

    internal void Keep(AccountBooks books) => Books = JsonSerializer.Serialize(books);

    internal AccountBooks Restore() => Books is { } json ? JsonSerializer.Deserialize<AccountBooks>(json)! : new AccountBooks();
}
