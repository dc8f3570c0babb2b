using Microsoft.Extensions.Logging.Abstractions;
using Orchestrator.Routing;
using Orchestrator.TestServers;

namespace Orchestrator.Grains.Tests.Accounts;

public sealed class AccountDirectoryTests : IDisposable
{
    // SHA-256 of "test".
    private const string One = "accounts:\n  - { name: shop, key_sha256: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08, role: submit }\n";

    private static readonly Account Key = new() { Name = "dev", KeySha256 = [.. new byte[32]], Role = AccountRole.Operate };
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Without_the_file_there_are_the_keys_of_the_settings() =>
        Assert.Equal(["dev"], Open().Current.All.Select(account => account.Name));

    [Fact]
    public void A_key_is_known_by_its_hash()
    {
        Write(One);

        var accounts = Open().Current;

        Assert.Equal("shop", accounts.Authenticate("test")?.Name);
        Assert.Null(accounts.Authenticate("Test"));
        Assert.Null(accounts.Authenticate(""));
        Assert.Null(accounts.Authenticate(new string('x', 5000)));
    }

    [Fact]
    public void An_edit_holds_when_the_file_is_looked_at_and_a_broken_one_leaves_the_last_good()
    {
        Write(One);
        var accounts = Open();

        Write(One.Replace("submit", "view", StringComparison.Ordinal));
        accounts.File.Poll();
        Assert.Equal(AccountRole.View, accounts.Current.Find("shop")?.Role);

        Write("accounts: [ { name: shop } ]");
        accounts.File.Poll();
        Assert.Equal(AccountRole.View, accounts.Current.Find("shop")?.Role);

        File.Delete(_folder.File("accounts.yaml"));
        accounts.File.Poll();
        Assert.Equal(AccountRole.View, accounts.Current.Find("shop")?.Role);
    }

    [Fact]
    public void A_file_that_appears_later_is_taken_up()
    {
        var accounts = Open();

        Write(One);
        accounts.File.Poll();

        Assert.NotNull(accounts.Current.Find("shop"));
    }

    [Fact]
    public void A_broken_file_stops_the_start_with_the_place()
    {
        Write("accounts:\n  - { name: shop, role: submit }\n");

        var error = Assert.Throws<ConfigurationException>(Open);

        Assert.Contains("line 2, column", error.Message, StringComparison.Ordinal);
    }

    private AccountDirectory Open() => new(_folder.Path, [Key], TimeProvider.System, NullLogger.Instance);

    private void Write(string text) => File.WriteAllText(_folder.File("accounts.yaml"), text);
}
