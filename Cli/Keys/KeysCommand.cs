using System.CommandLine;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Orchestrator.Configuration;
using Orchestrator.Routing;

namespace Orchestrator.Cli;

/// <summary><c>orchestrator keys new NAME --role submit</c>: a fresh key, and its entry for <c>accounts.yaml</c>, which holds only its hash.</summary>
internal static class KeysCommand
{
    private const string Prefix = "osc-";
    private const int SecretBytes = 32;

    public static Command Build(CommandContext context)
    {
        var name = new Argument<string>("name") { Description = "Name of the account" };
        var role = new Option<string>("--role") { Description = $"One of {WireNames.Allowed<AccountRole>()}", DefaultValueFactory = _ => WireNames.Of(AccountRole.Submit) };
        return new Command("keys", "Make API keys")
        {
            context.Local("new", "Print a fresh key and its entry for accounts.yaml; the key is shown this once", (arguments, _) =>
            {
                FreshKey key = Make(arguments.GetRequiredValue(name), arguments.GetValue(role)!);
                context.Output.WriteLine(arguments.GetValue(context.Json) ? JsonSerializer.Serialize(key, KeysJson.Default.FreshKey) : $"key: {key.Key}{Environment.NewLine}{key.Entry}");
                return Task.FromResult(ExitCode.Success);
            }, name, role),
        };
    }

    /// <exception cref="ArgumentException">The name or the role is none.</exception>
    private static FreshKey Make(string name, string role)
    {
        var key = Prefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretBytes));
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
        var entry = $"  - name: {name}{Environment.NewLine}    key_sha256: {hash}{Environment.NewLine}    role: {role}";
        // The reader of the file is the judge of what is a name and what a role.
        if (AccountsFile.Parse($"accounts:{Environment.NewLine}{entry}", []).Errors is [var error, ..])
            throw new ArgumentException($"{error.Field.Split('.')[^1]}: {error.Message}");
        return new FreshKey(name, role, key, hash, entry);
    }
}

/// <summary>A key that was just made.</summary>
internal sealed record FreshKey(string Name, string Role, string Key, [property: JsonPropertyName("key_sha256")] string KeySha256, string Entry);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(FreshKey))]
internal sealed partial class KeysJson : JsonSerializerContext;
