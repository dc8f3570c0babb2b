using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Orchestrator.Engines;

namespace Orchestrator.LlamaHost.Tests;

public sealed class SupervisorTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    private static bool IsRunning(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    [Fact]
    public async Task A_killed_process_is_started_again()
    {
        Native.Require();
        await using var server = Hosts.Create(_folder.Path);
        await server.StartAsync(Token);
        await server.WaitUntilReadyAsync(Token);
        var first = server.Status;
        using (var process = Process.GetProcessById(first.ProcessId!.Value)) process.Kill();
        await Eventually.TrueAsync(() => server.Status is { State: LlamaServerState.Ready, Restarts: 1 });
        Assert.NotEqual(first.ProcessId, server.Status.ProcessId);
        Assert.NotEqual(first.ApiKey, server.Status.ApiKey);
        Assert.Contains("about dog", await HostClient.For(server.Status).AskAsync("my dog"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_in_flight_breaks_when_its_process_is_killed()
    {
        Native.Require();
        await using var server = Hosts.Create(_folder.Path, change: options => options with { ContextTokens = 16_384 });
        await server.StartAsync(Token);
        await server.WaitUntilReadyAsync(Token);
        var client = HostClient.For(server.Status);
        var body = HostClient.Chat("An endless story", body => body["stream"] = true);
        using var request = new HttpRequestMessage(HttpMethod.Post, "chat/completions") { Content = new StringContent(body.ToJsonString()) };
        using var response = await client.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
        using (var process = Process.GetProcessById(server.Status.ProcessId!.Value)) process.Kill();
        await Assert.ThrowsAsync<HttpRequestException>(() => response.Content.ReadAsStringAsync(Token));
    }

    [Fact]
    public async Task Stopping_ends_the_process_and_removes_the_pid_file()
    {
        Native.Require();
        var server = Hosts.Create(_folder.Path);
        await server.StartAsync(Token);
        await server.WaitUntilReadyAsync(Token);
        var processId = server.Status.ProcessId!.Value;
        Assert.True(File.Exists(_folder.File("llama-test.pid")));
        await server.DisposeAsync();
        Assert.False(IsRunning(processId));
        Assert.False(File.Exists(_folder.File("llama-test.pid")));
        Assert.Equal((LlamaServerState.Stopped, null, null), (server.Status.State, server.Status.Endpoint, server.Status.ApiKey));
    }

    [Fact]
    public async Task Starting_returns_before_the_process_is_ready()
    {
        Native.Require();
        await using var server = Hosts.Create(_folder.Path);
        Assert.True(server.StartAsync(Token).IsCompletedSuccessfully);
        Assert.Equal(LlamaServerState.Starting, server.Status.State);
        await server.WaitUntilReadyAsync(Token);
        Assert.Equal(new Uri("/v1/", UriKind.Relative), new Uri(server.Status.Endpoint!.AbsolutePath, UriKind.Relative));
    }

    [Fact]
    public async Task The_key_is_not_on_the_command_line_and_not_in_the_status_text()
    {
        Native.Require();
        await using var server = Hosts.Create(_folder.Path);
        await server.StartAsync(Token);
        await server.WaitUntilReadyAsync(Token);
        var status = server.Status;
        Assert.DoesNotContain(status.ApiKey!, status.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(status.ApiKey!, await File.ReadAllTextAsync(_folder.File("llama-test.pid"), Token), StringComparison.Ordinal);
        if (OperatingSystem.IsLinux())
            Assert.DoesNotContain(status.ApiKey!, await File.ReadAllTextAsync($"/proc/{status.ProcessId}/cmdline", Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_process_is_not_told_our_other_secrets()
    {
        Native.Require();
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs /proc");
        Environment.SetEnvironmentVariable("LLAMA_TESTS_API_KEY", "hidden-from-the-child");
        await using var server = Hosts.Create(_folder.Path);
        await server.StartAsync(Token);
        await server.WaitUntilReadyAsync(Token);
        var environment = await File.ReadAllTextAsync($"/proc/{server.Status.ProcessId}/environ", Token);
        Assert.Contains("PATH=", environment, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden-from-the-child", environment, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_process_left_over_from_an_earlier_run_is_ended()
    {
        Native.Require();
        var model = DemoModel.EnsureWritten(_folder.Path, DemoQuantization.Q4_0);
        string[] arguments = ["exec", Native.HostAssembly, "-m", model, "--port", "0", "-t", "1"];
        using var orphan = HostProcess.Start(arguments[2..]);
        await orphan.StandardError.ReadLineAsync(Token);
        new LlamaPidFile(_folder.File("llama-test.pid")).Write(orphan.Id, arguments);
        await using var server = Hosts.Create(_folder.Path);
        await server.StartAsync(Token);
        await server.WaitUntilReadyAsync(Token);
        await orphan.WaitForExitAsync(Token);
        Assert.NotEqual(0, orphan.ExitCode);
    }

    [Fact]
    public async Task A_missing_command_is_a_failure_that_says_what_is_missing()
    {
        await using var server = Hosts.Create(_folder.Path, change: options => options with { CommandPath = _folder.File("no-such-program") });
        await server.StartAsync(Token);
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => server.WaitUntilReadyAsync(Token));
        Assert.Contains("no-such-program", failure.Message, StringComparison.Ordinal);
        Assert.Equal(LlamaServerState.Failed, server.Status.State);
    }

    [Fact]
    public async Task A_missing_model_is_a_failure()
    {
        await using var server = Hosts.Create(_folder.Path, change: options => options with { ModelPath = _folder.File("absent.gguf") });
        await server.StartAsync(Token);
        await Assert.ThrowsAsync<InvalidOperationException>(() => server.WaitUntilReadyAsync(Token));
        Assert.Contains("absent.gguf", server.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_no_model_is_a_failure_with_llama_cpps_reason()
    {
        Native.Require();
        await File.WriteAllTextAsync(_folder.File("text.gguf"), "not a model", Token);
        await using var server = Hosts.Create(_folder.Path, change: options => options with { ModelPath = _folder.File("text.gguf") });
        await server.StartAsync(Token);
        await Assert.ThrowsAsync<InvalidOperationException>(() => server.WaitUntilReadyAsync(Token));
        Assert.Contains("could not load", server.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_libraries_are_a_failure_that_says_how_to_get_them()
    {
        await using var server = Hosts.Create(_folder.Path, change: options => options with { NativeLibraryDirectory = _folder.Path });
        await server.StartAsync(Token);
        await Assert.ThrowsAsync<InvalidOperationException>(() => server.WaitUntilReadyAsync(Token));
        Assert.Contains("npm", server.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_needs_no_key()
    {
        Native.Require();
        await using var server = Hosts.Create(_folder.Path);
        await server.StartAsync(Token);
        await server.WaitUntilReadyAsync(Token);
        using var http = new HttpClient();
        using var response = await http.GetAsync(new Uri(server.Status.Endpoint!, "/health"), Token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task One_that_was_never_started_stops_without_ado()
    {
        var server = new LlamaServer(new() { Name = "idle", DataDirectory = _folder.Path }, NullLogger<LlamaServer>.Instance, TimeProvider.System);
        await server.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => server.StartAsync(Token));
    }
}
