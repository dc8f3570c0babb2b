using System.Text.Json.Nodes;

namespace Orchestrator.TestServers;

/// <summary>The scripts that drive a gateway with the official JavaScript client, which is fetched when this project is built.</summary>
public static class JavaScriptClient
{
    private static readonly string Folder = Path.Combine(Checkout.Root, "tests", "TestServers", "npm");

    /// <summary>Why no script can run here; null when they can.</summary>
    public static string? Missing { get; } =
        ServerProgram.Find("node") is null ? "node is not on the PATH"
        : !Directory.Exists(Path.Combine(Folder, "node_modules", "openai")) ? "the npm package openai was not fetched at build: npm is missing or offline"
        : null;

    /// <summary>Runs a script against an API; what it printed.</summary>
    /// <exception cref="InvalidOperationException">It cannot run here or failed; the message says why.</exception>
    public static async Task<JsonObject> RunAsync(string script, Uri api, string key, params string[] arguments)
    {
        if (Missing is not null)
            throw new InvalidOperationException(Missing);
        using var process = ServerProgram.Start("node", [Path.Combine(Folder, script), api.ToString(), key, .. arguments], capture: true);
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? JsonNode.Parse(output)!.AsObject()
            : throw new InvalidOperationException($"{script} failed with {process.ExitCode}: {await errors}");
    }
}
