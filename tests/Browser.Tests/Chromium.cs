using Microsoft.Playwright;

namespace Orchestrator.Browser.Tests;

/// <summary>One browser for all tests of an assembly.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    private static string Path => Environment.GetEnvironmentVariable("CHROMIUM") ?? "/usr/bin/chromium";

    /// <summary>The browser; skips the test, or fails it under <c>REQUIRE_ALL=1</c>, when there is none.</summary>
    public IBrowser Browser
    {
        get
        {
            var reason = $"Chromium is not at {Path}; install it or set CHROMIUM.";
            if (Environment.GetEnvironmentVariable("REQUIRE_ALL") == "1") Assert.True(_browser is not null, reason);
            Assert.SkipWhen(_browser is null, reason);
            return _browser!;
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Path)) return;
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Path, Args = ["--no-sandbox"] });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
    }
}
