using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;
using Orchestrator.Engines;

namespace Orchestrator.LlamaHost.Tests;

/// <summary>What the supervisor does as time goes by; the clock is pushed on until it has done it.</summary>
public sealed class PatienceTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    private Task UntilAsync(Func<bool> condition, TimeSpan step) => Eventually.TrueAsync(() =>
    {
        _time.Advance(step);
        return condition();
    });

    [Fact]
    public async Task What_was_missing_is_looked_for_again()
    {
        Native.Require();
        var model = _folder.File("later.gguf");
        await using var server = Hosts.Create(_folder.Path, change: options => options with { ModelPath = model }, time: _time);
        await server.StartAsync(Token);
        await Assert.ThrowsAsync<InvalidOperationException>(() => server.WaitUntilReadyAsync(Token));
        File.Move(DemoModel.EnsureWritten(_folder.Path, DemoQuantization.Q4_0), model);
        await UntilAsync(() => server.Status.State == LlamaServerState.Ready, TimeSpan.FromSeconds(1));
        Assert.Equal("later", server.Status.ModelName);
    }

    [Fact]
    public async Task A_process_that_no_longer_answers_is_replaced()
    {
        Native.Require();
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs SIGSTOP");
        await using var server = Hosts.Create(_folder.Path, change: options => options with { ProbeTimeout = TimeSpan.FromMilliseconds(300) }, time: _time);
        await server.StartAsync(Token);
        await UntilAsync(() => server.Status.State == LlamaServerState.Ready, TimeSpan.FromMilliseconds(100));
        var processId = server.Status.ProcessId!.Value;
        using (var stop = Process.Start("kill", ["-STOP", processId.ToString()])) await stop.WaitForExitAsync(Token);
        await UntilAsync(() => server.Status.Restarts > 0, TimeSpan.FromSeconds(1));
        await UntilAsync(() => server.Status.State == LlamaServerState.Ready, TimeSpan.FromMilliseconds(100));
        Assert.NotEqual(processId, server.Status.ProcessId);
    }
}
