using Bunit;
using Bunit.TestDoubles;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using MudBlazor.Services;
using Orchestrator.Dashboard.Fakes;

namespace Orchestrator.Dashboard.Tests;

/// <summary>One viewer of one page, with a cluster and a clock that a test controls.</summary>
public abstract class PageTest : BunitContext
{
    protected PageTest()
    {
        // A machine with other work to do is no failure.
        DefaultWaitTimeout = TimeSpan.FromSeconds(30);
        Time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        Data = new FakeData();
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddMudServices();
        Services.AddSingleton<TimeProvider>(Time);
        Services.AddSingleton<IDashboardData>(Data);
        Services.AddSingleton(Options);
        Services.AddSingleton<LiveFeed>();
        Services.AddScoped<ViewState>();
        SetRendererInfo(new RendererInfo("Server", true));
    }

    protected DashboardOptions Options { get; } = new();

    private protected FakeTimeProvider Time { get; }

    private protected FakeData Data { get; }

    private protected ViewState Viewer => Services.GetRequiredService<ViewState>();

    private protected LiveFeed Feed => Services.GetRequiredService<LiveFeed>();

    private protected DateTimeOffset Now => Time.GetUtcNow();

    /// <summary>Opens a page under an address.</summary>
    protected IRenderedComponent<TPage> Open<TPage>(string address, Action<ComponentParameterCollectionBuilder<TPage>>? parameters = null)
        where TPage : IComponent
    {
        Services.GetRequiredService<BunitNavigationManager>().NavigateTo(address);
        return Render(parameters ?? (_ => { }));
    }

    /// <summary>Clicks what is, or will be, there; found and clicked in one turn of the renderer, for a live figure may draw the page anew in between.</summary>
    protected static Task PressAsync<TPage>(IRenderedComponent<TPage> page, string selector)
        where TPage : IComponent
    {
        page.WaitForElement(selector);
        return page.InvokeAsync(() => page.Find(selector).Click());
    }
}
