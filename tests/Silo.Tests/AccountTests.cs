using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Orchestrator.Silo.Tests;

public sealed class AccountTests
{
    private const string Key = "a-key-of-the-shop";

    [Fact]
    public async Task After_a_kill_the_budget_holds_and_nothing_stays_set_aside()
    {
        const decimal Budget = 0.003m;
        using var folder = new TemporaryFolder();
        WriteAccount(folder, $"role: submit, budget_usd_per_day: {Budget}");
        await using var silo = await SiloProcess.StartAsync(folder, ("--simulate", "true"), ("--simulate-scale", "10"));
        using var shop = Client(silo);
        var ids = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => SubmitAsync(shop, i)));
        await UntilAsync(shop, day => Money(day, "reserved_usd") > 0);

        await silo.KillAsync();
        await silo.RestartAsync();
        var ended = await Task.WhenAll(ids.Select(silo.FinishedAsync));

        var today = await UntilAsync(shop, day => Money(day, "reserved_usd") == 0);
        Assert.InRange(Money(today, "spent_usd"), 0.000_001m, Budget);
        Assert.Equal(ended.Sum(task => Money(task, "actual_cost_usd")), Money(today, "spent_usd"));
        Assert.Contains(ended, task => (string?)task["status"] == "COMPLETED");
        Assert.All(ended.Where(task => (string?)task["status"] != "COMPLETED"), task => Assert.Equal("BUDGET_EXCEEDED", (string?)task["error"]!["code"]));
    }

    [Fact]
    public async Task An_edit_of_the_accounts_holds_without_a_restart_and_a_broken_one_leaves_the_last_good()
    {
        using var folder = new TemporaryFolder();
        await using var silo = await SiloProcess.StartAsync(folder, ("--simulate", "true"), ("--simulate-scale", "0"));
        using var shop = Client(silo);
        Assert.Equal(HttpStatusCode.Unauthorized, (await shop.GetAsync("/v1/account")).StatusCode);

        WriteAccount(folder, "role: view");
        await UntilAsync(async () => (await shop.GetAsync("/v1/account")).StatusCode == HttpStatusCode.OK);
        using (var refused = await shop.PostAsJsonAsync("/v1/tasks", new { task_type = "CHAT", input_text = "Hello." }))
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);

        WriteAccount(folder, "role: viewer");
        await UntilAsync(() => Task.FromResult(silo.Output.Contains("'viewer' is not one of view, submit, operate", StringComparison.Ordinal)));
        Assert.Equal(HttpStatusCode.OK, (await shop.GetAsync("/v1/account")).StatusCode);

        WriteAccount(folder, "role: submit");
        await UntilAsync(async () => (await shop.PostAsJsonAsync("/v1/tasks", new { task_type = "CHAT", input_text = "Hello." })).StatusCode == HttpStatusCode.Accepted);
    }

    private static void WriteAccount(TemporaryFolder folder, string limits)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Key)));
        SiloProcess.CopyPolicies(folder.File("policies"));
        File.WriteAllText(folder.File("policies/accounts.yaml"), $"accounts:\n  - {{ name: shop, key_sha256: {hash}, {limits} }}\n");
    }

    private static HttpClient Client(SiloProcess silo)
    {
        var client = new HttpClient { BaseAddress = silo.Http.BaseAddress, Timeout = silo.Http.Timeout };
        client.DefaultRequestHeaders.Add("X-API-Key", Key);
        return client;
    }

    private static async Task<string> SubmitAsync(HttpClient client, int number)
    {
        using var response = await client.PostAsJsonAsync("/v1/tasks", new { task_type = "CHAT", input_text = $"What is {number} + {number}?", target = "CLOUD", max_output_tokens = 50 });
        return (string)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["task_id"]!;
    }

    private static decimal Money(JsonNode node, string field) => (decimal?)node[field] ?? 0;

    private static async Task<JsonNode> UntilAsync(HttpClient client, Func<JsonNode, bool> condition)
    {
        JsonNode? today = null;
        try
        {
            await UntilAsync(async () => condition(today = JsonNode.Parse(await client.GetStringAsync("/v1/account"))!["today"]!));
            return today!;
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"The account stayed at {today}.");
        }
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        while (!await condition())
            await Task.Delay(50, limit.Token);
    }
}
