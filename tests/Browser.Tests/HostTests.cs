using System.Net;
using Orchestrator.Dashboard.Fakes;

namespace Orchestrator.Browser.Tests;

/// <summary>The dashboard inside another host's pipeline.</summary>
public sealed class HostTests
{
    [Fact]
    public async Task Each_port_answers_with_its_own_pages_though_the_paths_are_the_same()
    {
        await using var host = await DashboardHost.StartAsync(new FakeData());
        using var client = new HttpClient();
        Assert.Equal("api", await client.GetStringAsync(host.Api));
        Assert.Equal("api", await client.GetStringAsync(new Uri(host.Api, "/tasks")));
        Assert.Contains("<h1", await client.GetStringAsync(host.Dashboard), StringComparison.Ordinal);
        Assert.Contains("Task Explorer", await client.GetStringAsync(new Uri(host.Dashboard, "/tasks")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_is_none_is_answered_with_a_page_that_says_so()
    {
        await using var host = await DashboardHost.StartAsync(new FakeData());
        using var client = new HttpClient();
        using var answer = await client.GetAsync(new Uri(host.Dashboard, "/no/such/page"));
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("There is no such page", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_file_the_page_names_is_there()
    {
        await using var host = await DashboardHost.StartAsync(new FakeData());
        using var client = new HttpClient { BaseAddress = host.Dashboard };
        var page = await client.GetStringAsync("/");
        var files = System.Text.RegularExpressions.Regex.Matches(page, "(?:src|href)=\"([^\"#?]+\\.(?:css|js|svg))\"").Select(match => match.Groups[1].Value).ToList();
        Assert.True(files.Count >= 8, page);
        foreach (var file in files)
        {
            using var answer = await client.GetAsync(file);
            if (file.Contains("/lib/", StringComparison.Ordinal) && answer.StatusCode == HttpStatusCode.NotFound) continue;
            Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{file}: {answer.StatusCode}");
        }
    }
}
