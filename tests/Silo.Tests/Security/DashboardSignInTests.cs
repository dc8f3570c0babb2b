using System.Net;
using System.Text.RegularExpressions;

namespace Orchestrator.Silo.Tests.Security;

/// <summary>The dashboard's sign-in, from outside.</summary>
public sealed partial class DashboardSignInTests(GuardedSilo silo) : IClassFixture<GuardedSilo>
{
    [Theory]
    [InlineData("/")]
    [InlineData("/tasks")]
    [InlineData("/orleans")]
    [InlineData("/orleans/")]
    [InlineData("/orleans/version")]
    [InlineData("/orleans/DashboardCounters")]
    [InlineData("/_blazor/negotiate?negotiateVersion=1")]
    public async Task Without_a_sign_in_no_page_is_shown(string path)
    {
        using var browser = Browser();

        using var page = await browser.GetAsync(path);
        using var script = await browser.PostAsync(path, null);

        Assert.Contains(page.StatusCode, new[] { HttpStatusCode.Redirect, HttpStatusCode.Unauthorized });
        if (page.StatusCode == HttpStatusCode.Redirect)
            Assert.StartsWith("/sign-in", page.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.Contains(script.StatusCode, new[] { HttpStatusCode.Unauthorized, HttpStatusCode.BadRequest, HttpStatusCode.MethodNotAllowed });
    }

    [Fact]
    public async Task The_cookie_is_for_this_site_only_out_of_reach_of_scripts_and_holds_no_key()
    {
        using var browser = Browser();

        using var response = await SignInAsync(browser, GuardedSilo.Key);

        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        var cookie = response.Headers.GetValues("Set-Cookie").Single(value => value.StartsWith("orchestrator_dashboard=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("path=/", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("expires=", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("domain=", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(GuardedSilo.Key, Uri.UnescapeDataString(cookie), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/")).StatusCode);
    }

    [Fact]
    public async Task Behind_a_proxy_that_speaks_tls_the_cookie_never_leaves_it()
    {
        using var browser = Browser();
        browser.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");

        using var response = await SignInAsync(browser, GuardedSilo.Key);

        var cookie = response.Headers.GetValues("Set-Cookie").Single(value => value.StartsWith("orchestrator_dashboard=", StringComparison.Ordinal));
        Assert.Contains("; secure", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_wrong_key_a_forged_cookie_and_a_form_of_another_site_get_nowhere()
    {
        using var browser = Browser();
        Assert.Equal(HttpStatusCode.Unauthorized, (await SignInAsync(browser, "guessed")).StatusCode);

        using var forged = new HttpRequestMessage(HttpMethod.Get, "/");
        forged.Headers.Add("Cookie", "orchestrator_dashboard=CfDJ8forged");
        forged.Headers.Add("Accept", "text/html");
        Assert.Equal(HttpStatusCode.Redirect, (await browser.SendAsync(forged)).StatusCode);

        using var foreign = new HttpRequestMessage(HttpMethod.Post, "/sign-in") { Content = new FormUrlEncodedContent([new("key", GuardedSilo.Key)]) };
        foreign.Headers.Add("Origin", "http://elsewhere.example");
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.SendAsync(foreign)).StatusCode);

        using var bare = await browser.PostAsync("/sign-in", new FormUrlEncodedContent([new("key", GuardedSilo.Key)]));
        Assert.Equal(HttpStatusCode.BadRequest, bare.StatusCode);
    }

    [Theory]
    [InlineData("//elsewhere.example/")]
    [InlineData("https://elsewhere.example/")]
    [InlineData("/\\elsewhere.example")]
    [InlineData("javascript:alert(1)")]
    public async Task A_sign_in_leads_nowhere_else(string back)
    {
        using var browser = Browser();

        using var response = await SignInAsync(browser, GuardedSilo.Key, back);

        Assert.Equal("/", response.Headers.Location!.OriginalString);
    }

    private HttpClient Browser()
    {
        var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = silo.Dashboard };
        browser.DefaultRequestHeaders.Add("Accept", "text/html");
        return browser;
    }

    private static async Task<HttpResponseMessage> SignInAsync(HttpClient browser, string key, string back = "/")
    {
        var page = await browser.GetStringAsync("/sign-in");
        var token = Token().Match(page).Groups[1].Value;
        Assert.NotEmpty(token);
        return await browser.PostAsync("/sign-in", new FormUrlEncodedContent([new("key", key), new("return", back), new("__RequestVerificationToken", token)]));
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
