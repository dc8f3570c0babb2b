using Orchestrator.Configuration;
using Orchestrator.Grains.Interfaces;
using Orchestrator.Routing;

namespace Orchestrator.Cli.Tests;

public sealed class KeysTests
{
    private readonly Tool _tool = new();

    [Fact]
    public async Task A_new_key_fits_the_entry_that_is_printed_with_it()
    {
        Assert.Equal(0, await _tool.RunAsync("keys", "new", "shop", "--role", "view"));

        var lines = _tool.Output.Split('\n', 2);
        var parsed = AccountsFile.Parse($"accounts:\n{lines[1]}", []);
        Assert.Empty(parsed.Errors);
        var account = new AccountSet(parsed.Accounts).Authenticate(lines[0]["key: ".Length..].Trim());
        Assert.Equal(("shop", AccountRole.View), (account!.Name, account.Role));
    }

    [Theory]
    [InlineData("Shop", "submit", "'Shop' is not a name")]
    [InlineData("shop", "admin", "'admin' is not one of view, submit, operate")]
    public async Task A_wrong_name_or_role_is_refused_with_what_is_allowed(string name, string role, string message)
    {
        Assert.NotEqual(0, await _tool.RunAsync("keys", "new", name, "--role", role));

        Assert.Contains(message, _tool.Errors, StringComparison.Ordinal);
        Assert.Empty(_tool.Output);
    }
}
