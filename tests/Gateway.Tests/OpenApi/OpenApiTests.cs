using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Orchestrator.Gateway.Tests;

public sealed partial class OpenApiTests
{
    /// <summary>Set <c>UPDATE_OPENAPI=1</c> to write the document anew after a change of the API.</summary>
    [Fact]
    public async Task The_committed_document_is_current()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();
        JsonNode served = await Document(host);
        foreach (var path in served["paths"]!.AsObject().Select(pair => pair.Key).Where(path => path is "/v1/metrics" or "/v1/broken").ToArray())
            served["paths"]!.AsObject().Remove(path);
        var current = served.ToJsonString(new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }) + "\n";
        var file = Path.GetFullPath(Path.Combine(Folder(), "../../../openapi/v1.json"));
        if (Environment.GetEnvironmentVariable("UPDATE_OPENAPI") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllTextAsync(file, current);
        }

        Assert.True(File.Exists(file), "openapi/v1.json is missing: run with UPDATE_OPENAPI=1");
        Assert.Equal(await File.ReadAllTextAsync(file), current);
    }

    [Fact]
    public async Task Every_operation_has_a_name_a_summary_and_its_problems()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();
        JsonNode document = await Document(host);

        foreach (var (path, operations) in document["paths"]!.AsObject().Where(pair => pair.Key is not ("/v1/metrics" or "/v1/broken")))
        {
            foreach (var (method, operation) in operations!.AsObject())
            {
                Assert.True(operation!["operationId"] is not null && operation["summary"] is not null, $"{method} {path}");
                if (AuthenticationMiddleware.NeedsKey(path))
                    Assert.NotNull(operation["responses"]!["401"]!["content"]![OpenAiError.IsSpokenAt(path) ? "application/json" : "application/problem+json"]);
            }
        }
        JsonNode task = document["components"]!["schemas"]!["SubmitTask"]!;
        Assert.Contains("task_type", task["required"]!.AsArray().Select(name => (string?)name));
        Assert.NotNull(document["paths"]!["/v1/tasks"]!["post"]!["requestBody"]!["content"]!["application/json"]!["example"]);
    }

    [Fact]
    public async Task The_page_asks_no_other_host()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();

        HttpResponseMessage page = await host.Client.GetAsync("/scalar/");

        Assert.StartsWith("default-src 'self';", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        MatchCollection scripts = Script().Matches(await page.Content.ReadAsStringAsync());
        Assert.NotEmpty(scripts);
        foreach (var script in scripts.Select(match => match.Groups[1].Value))
        {
            var address = new Uri(page.RequestMessage!.RequestUri!, script);
            Assert.Equal(host.Url.Authority, address.Authority);
            Assert.Equal(HttpStatusCode.OK, (await host.Client.GetAsync(address)).StatusCode);
        }
    }

    private static async Task<JsonNode> Document(GatewayHost host)
    {
        HttpResponseMessage response = await host.Client.GetAsync("/openapi/v1.json");
        Assert.True(response.IsSuccessStatusCode, string.Join("\n", host.Log.Lines.Select(line => line.Message)));
        return await response.JsonAsync();
    }

    private static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;

    [GeneratedRegex("<script[^>]+src=\"([^\"]+)\"")]
    private static partial Regex Script();
}
