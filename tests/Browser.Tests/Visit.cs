using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Orchestrator.Browser.Tests;

/// <summary>One viewer: a browser context that lets no request leave this machine and collects what goes wrong.</summary>
internal sealed class Visit : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly List<string> _foreign = [];
    private readonly List<string> _errors = [];

    private Visit(IBrowserContext context, IPage page) => (_context, Page) = (context, page);

    public IPage Page { get; }

    public static async Task<Visit> OpenAsync(IBrowser browser, DashboardHost host, string path, bool dark = false, int width = 1400, int height = 1000)
    {
        var context = await browser.NewContextAsync(new()
        {
            BaseURL = host.Dashboard.ToString(), ViewportSize = new() { Width = width, Height = height }, TimezoneId = "Europe/Berlin",
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light, ReducedMotion = ReducedMotion.Reduce,
        });
        var visit = new Visit(context, await context.NewPageAsync());
        await context.RouteAsync("**/*", visit.OnlyOwnHostAsync);
        visit.Page.Console += (_, message) =>
        {
            if (message.Type == "error") visit._errors.Add($"{message.Text} {message.Location}");
        };
        visit.Page.PageError += (_, error) => visit._errors.Add(error);
        await visit.GoAsync(path);
        return visit;
    }

    /// <summary>Opens a page and waits until its circuit lives: clicks before that would be lost.</summary>
    public async Task GoAsync(string path)
    {
        await Page.GotoAsync(path);
        await Expect(Page.Locator("[data-interactive=true]")).ToBeVisibleAsync();
    }

    /// <summary>Nothing was asked of another host and nothing failed in the browser.</summary>
    public void AssertClean()
    {
        Assert.Empty(_foreign);
        Assert.Empty(_errors);
    }

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();

    private Task OnlyOwnHostAsync(IRoute route)
    {
        var url = route.Request.Url;
        if (url.StartsWith("data:", StringComparison.Ordinal) || new Uri(url).IsLoopback) return route.ContinueAsync();
        _foreign.Add(url);
        return route.AbortAsync();
    }
}
