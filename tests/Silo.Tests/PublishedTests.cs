using System.Diagnostics;
using System.Net;

namespace Orchestrator.Silo.Tests;

/// <summary>What <c>dotnet publish</c> makes is a program that runs: with its pages' files, its policies and the child that runs llama.cpp.</summary>
public sealed class PublishedTests
{
    [Fact]
    public async Task The_published_program_serves_its_api_and_its_pages_and_runs_llama_cpp()
    {
        using var folder = new TemporaryFolder();
        var published = folder.File("published");
        await PublishAsync(published);

        Assert.All(
            ["Orchestrator.Silo.dll", "policies/routing_policy.yaml", "policies/engines.yaml", "llamahost/Orchestrator.LlamaHost.dll", "wwwroot/_framework/blazor.web.js"],
            file => Assert.True(File.Exists(Path.Combine(published, file)), file));
        await using var silo = await SiloProcess.StartPublishedAsync(folder, published);
        using var dashboard = new HttpClient { BaseAddress = silo.DashboardUrl };
        var page = await dashboard.GetStringAsync("/");
        var assets = System.Text.RegularExpressions.Regex.Matches(page, "(?:href|src)=\"([^\"#]+\\.(?:css|js))\"").Select(match => match.Groups[1].Value).Distinct().ToList();
        Assert.True(assets.Count >= 3, $"the page names only {assets.Count} files: {page}");
        foreach (var asset in assets)
            Assert.Equal(HttpStatusCode.OK, (await dashboard.GetAsync(asset)).StatusCode);
        var task = await silo.RunAsync(new { task_type = "CHAT", input_text = "Tell me about the weather", target = "QUANTIZED" });
        Assert.Equal("COMPLETED", (string?)task["status"]);
    }

    private static async Task PublishAsync(string folder)
    {
        // As built by the tests, so that nothing is compiled a second time; the image and the unit publish with -c Release.
        var start = new ProcessStartInfo("dotnet", ["publish", Path.Combine(Checkout.Root, "Silo"), "--no-build", "-c", Configuration(), "-o", folder, "-v", "q", "--nologo"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await output + await errors);
    }

    private static string Configuration() => AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}", StringComparison.Ordinal) ? "Release" : "Debug";
}
