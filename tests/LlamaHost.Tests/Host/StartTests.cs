using System.Net;
using System.Net.Sockets;
using Orchestrator.Engines;

namespace Orchestrator.LlamaHost.Tests;

public sealed class StartTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("-m FILE is missing")]
    [InlineData("--nonsense", "--nonsense")]
    [InlineData("--port needs a value", "-m", "x.gguf", "--port")]
    [InlineData("--port is 'many'; allowed is a number from 0 to 65535", "-m", "x.gguf", "--port", "many")]
    [InlineData("--parallel is '0'; allowed is a number from 1 to 256", "-m", "x.gguf", "-np", "0")]
    [InlineData("--host is 'example.org'", "-m", "x.gguf", "--host", "example.org")]
    [InlineData("The model file does not exist: x.gguf", "-m", "x.gguf")]
    public async Task A_bad_start_is_one_line_and_exit_code_2(string expected, params string[] arguments)
    {
        var (exitCode, lines) = await HostProcess.RunAsync(arguments);
        Assert.Equal(2, exitCode);
        Assert.Contains(expected, Assert.Single(lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_libraries_are_named_with_the_way_to_get_them()
    {
        var model = DemoModel.EnsureWritten(_folder.Path, DemoQuantization.Q4_0);
        var (exitCode, lines) = await HostProcess.RunAsync("-m", model, "--lib", _folder.Path);
        Assert.Equal(2, exitCode);
        Assert.Contains("npm", Assert.Single(lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_open_address_needs_a_key()
    {
        var (exitCode, lines) = await HostProcess.RunAsync("-m", DemoModel.EnsureWritten(_folder.Path, DemoQuantization.Q4_0), "--host", "0.0.0.0");
        Assert.Equal(2, exitCode);
        Assert.Contains("--api-key", Assert.Single(lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_in_use_is_one_line_and_exit_code_1()
    {
        Native.Require();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port.ToString();
        var (exitCode, lines) = await HostProcess.RunAsync("-m", DemoModel.EnsureWritten(_folder.Path, DemoQuantization.Q4_0), "--port", port);
        Assert.Equal(1, exitCode);
        Assert.Equal($"Port {port} of 127.0.0.1 is in use", Assert.Single(lines));
    }

    [Fact]
    public async Task It_ends_with_its_standard_input_when_told_so()
    {
        Native.Require();
        using var process = HostProcess.Start("-m", DemoModel.EnsureWritten(_folder.Path, DemoQuantization.Q4_0), "--port", "0", "-t", "1", "--exit-with-stdin");
        Assert.Contains("is ready at http://127.0.0.1:", await process.StandardError.ReadLineAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        process.StandardInput.Close();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
    }

    [Fact]
    public async Task Help_lists_the_arguments()
    {
        using var process = HostProcess.Start("--help");
        var text = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
        Assert.Contains("--api-key KEY", text, StringComparison.Ordinal);
    }
}
