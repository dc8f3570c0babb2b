using System.Net;
using System.Text.RegularExpressions;
using Orchestrator.Dashboard;
using Orchestrator.Dashboard.Fakes;
using static Microsoft.Playwright.Assertions;

namespace Orchestrator.Browser.Tests;

/// <summary>Who gets in, and from where.</summary>
public sealed class SignInTests(Chromium chromium) : IClassFixture<Chromium>
{
    [Fact]
    public async Task A_key_opens_the_page_that_was_asked_for_and_signing_out_closes_it()
    {
        await using var host = await DashboardHost.StartAsync(DashboardPages.Data(), Locked);
        var browser = chromium.Browser;
        await using var context = await browser.NewContextAsync(new() { BaseURL = host.Dashboard.ToString() });
        var page = await context.NewPageAsync();
        await page.GotoAsync("/tasks?target=GPU");
        await Expect(page).ToHaveURLAsync(new Regex("/sign-in"));
        await page.GetByLabel("API key").FillAsync("wrong");
        await page.GetByRole(Microsoft.Playwright.AriaRole.Button).ClickAsync();
        await Expect(page.GetByRole(Microsoft.Playwright.AriaRole.Alert)).ToHaveTextAsync("This key is not valid.");
        await page.GetByLabel("API key").FillAsync("right");
        await page.GetByRole(Microsoft.Playwright.AriaRole.Button).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex(@"/tasks\?target=GPU"));
        await Expect(page.Locator("[data-interactive=true]")).ToBeVisibleAsync();
        await Expect(page.Locator("a.row-link").First).ToBeVisibleAsync();
        await page.GetByLabel("Sign out").ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/sign-in"));
        await page.GotoAsync("/");
        await Expect(page).ToHaveURLAsync(new Regex("/sign-in"));
    }

    [Fact]
    public async Task An_account_that_may_only_look_finds_nothing_to_change()
    {
        await using var host = await DashboardHost.StartAsync(DashboardPages.Data(), options =>
        {
            Locked(options);
            options.MayChange = _ => false;
        });
        await using var context = await chromium.Browser.NewContextAsync(new() { BaseURL = host.Dashboard.ToString() });
        var page = await context.NewPageAsync();
        await page.GotoAsync("/routing");
        await page.GetByLabel("API key").FillAsync("right");
        await page.GetByRole(Microsoft.Playwright.AriaRole.Button).ClickAsync();
        await Expect(page.Locator(".stage.active")).ToHaveTextAsync("rule");
        await Expect(page.GetByTestId("stage-scored")).ToHaveCountAsync(0);
        await page.GotoAsync("/tasks");
        await Expect(page.Locator("a.row-link").First).ToBeVisibleAsync();
        await Expect(page.Locator("tbody input[type=checkbox]")).ToHaveCountAsync(0);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/_blazor/negotiate?negotiateVersion=1")]
    [InlineData("/tasks/00000001-0004-0007-0102-030405060708")]
    public async Task Nothing_is_shown_without_a_key(string path)
    {
        var data = DashboardPages.Data();
        await using var host = await DashboardHost.StartAsync(data, Locked);
        using var client = Client(host);
        using var answer = path.Contains("negotiate", StringComparison.Ordinal) ? await client.PostAsync(path, null) : await client.GetAsync(path);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal(0, data.Calls);
    }

    [Fact]
    public async Task A_sign_in_without_the_forms_token_is_refused()
    {
        await using var host = await DashboardHost.StartAsync(new FakeData(), Locked);
        using var client = Client(host);
        using var form = new FormUrlEncodedContent([new("key", "right")]);
        using var answer = await client.PostAsync("/sign-in", form);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
    }

    [Theory]
    [InlineData("Origin", "http://evil.example")]
    [InlineData("Host", "evil.example")]
    public async Task A_request_on_behalf_of_another_site_is_refused(string header, string value)
    {
        await using var host = await DashboardHost.StartAsync(new FakeData());
        using var client = Client(host);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.TryAddWithoutValidation(header, value);
        using var answer = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task Every_answer_carries_the_security_headers()
    {
        await using var host = await DashboardHost.StartAsync(new FakeData());
        using var client = Client(host);
        using var answer = await client.GetAsync("/");
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'self'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("http", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("DENY", Assert.Single(answer.Headers.GetValues("X-Frame-Options")));
    }

    private static HttpClient Client(DashboardHost host) => new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = host.Dashboard };

    private static void Locked(DashboardOptions options)
    {
        options.RequireKey = true;
        options.AccountOf = key => key == "right" ? "ada" : null;
    }
}
