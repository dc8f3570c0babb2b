using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Orchestrator.Dashboard;
using Orchestrator.TestServers;
using static Microsoft.Playwright.Assertions;

namespace Orchestrator.Browser.Tests;

/// <summary>The real program, started for the first time: what its empty page says works, and what the pages show afterwards is what the API says.</summary>
public sealed class FreshSiloTests(Chromium chromium) : IClassFixture<Chromium>
{
    private static readonly string[] Kinds = ["CHAT", "SUMMARIZATION", "CLASSIFICATION", "EMBEDDING", "REASONING", "BATCH_SUMMARIZATION"];

    [Fact]
    public async Task The_three_commands_of_the_empty_page_work_and_every_page_agrees_with_the_api()
    {
        // Built with the solution; of the same configuration as these tests.
        var program = Path.Combine(Checkout.Root, "Silo", "bin", Directory.GetParent(AppContext.BaseDirectory.TrimEnd('/'))!.Name, "net10.0");
        if (!File.Exists(Path.Combine(program, "Orchestrator.Silo.dll")))
        {
            Assert.False(Requirement.AllRequired, $"The silo is not built: {program}");
            Assert.Skip($"The silo is not built: {program}");
        }

        using var folder = new TemporaryFolder();
        await using var silo = await SiloProcess.StartPublishedAsync(folder, program, ("--simulate", "true"), ("--simulate-scale", "0"), ("--log-level", "Warning"));
        await using var context = await chromium.Browser.NewContextAsync(new() { BaseURL = silo.DashboardUrl.ToString() });
        var page = await context.NewPageAsync();
        await page.GotoAsync("/");
        await Expect(page.Locator(".first-run pre code")).ToHaveCountAsync(3, new() { Timeout = 60_000 });

        var answers = new List<JsonNode>();
        foreach (var command in await page.Locator(".first-run pre code").AllInnerTextsAsync())
            answers.Add(await PasteAsync(command));
        var first = await silo.FinishedAsync((string)answers[0]["task_id"]!);
        Assert.Equal("COMPLETED", (string)first["status"]!);
        Assert.Equal("REASONING", (string)answers[1]["profile"]!["task_type"]!);
        Assert.Equal((string)answers[0]["task_id"]!, (string)Assert.Single(answers[2]["tasks"]!.AsArray())!["task_id"]!);

        foreach (var kind in Kinds)
            await silo.RunAsync(new { task_type = kind, input_text = $"What is to be done about {kind}?" });
        var stats = await silo.UntilAsync("/v1/routing/stats?hours=24", found => (int)found["by_status"]!["COMPLETED"]! == Kinds.Length + 1);

        await FigureAsync("/", "Tasks", Show.Count((long)stats["total_tasks"]!));
        await FigureAsync("/", "Saved", Show.Usd((decimal)stats["cost_saved_usd"]!));
        await FigureAsync("/costs", "Actual cost", Show.Usd((decimal)stats["total_cost_usd"]!));
        await FigureAsync("/costs", "All-cloud baseline", Show.Usd((decimal)stats["estimated_cloud_cost_usd"]!));
        await page.GotoAsync("/routing");
        await Expect(page.GetByText(string.Create(CultureInfo.InvariantCulture, $"{Kinds.Length + 1} decisions"))).ToBeVisibleAsync();
        await page.GotoAsync("/tasks");
        await Expect(page.Locator("tbody a.row-link")).ToHaveCountAsync(Kinds.Length + 1);

        async Task FigureAsync(string path, string figure, string value)
        {
            await page.GotoAsync(path);
            await Expect(page.GetByTestId($"figure-{figure}").Locator("dd")).ToHaveTextAsync(value, new() { Timeout = 60_000 });
        }
    }

    /// <summary>Runs a command line as a shell does into which it was pasted.</summary>
    private static async Task<JsonNode> PasteAsync(string command)
    {
        using var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", command]) { RedirectStandardOutput = true })!;
        var output = await shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
        return JsonNode.Parse(output)!;
    }
}
