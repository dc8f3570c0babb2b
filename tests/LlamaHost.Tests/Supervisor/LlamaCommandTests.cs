using Orchestrator.Engines;

namespace Orchestrator.LlamaHost.Tests;

public sealed class LlamaCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly LlamaServerOptions _options = new() { Name = "x", DataDirectory = "data", Slots = 3, ContextTokens = 1000, Threads = 2, GpuLayers = 7 };

    public void Dispose() => _folder.Dispose();

    private string Touch(string name)
    {
        var path = _folder.File(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "");
        return path;
    }

    [Fact]
    public void The_configured_command_comes_first()
    {
        var configured = Touch("my-server");
        Touch("bin/llama-server");
        Assert.Equal(configured, LlamaCommand.Resolve(configured, _folder.Path, _folder.File("bin"), out _)!.FileName);
    }

    [Fact]
    public void A_llama_server_on_the_path_comes_before_LlamaHost()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the name has an extension there");
        var onPath = Touch("bin/llama-server");
        Touch("llamahost/Orchestrator.LlamaHost.dll");
        Assert.Equal(onPath, LlamaCommand.Resolve(null, _folder.Path, "/nowhere" + Path.PathSeparator + _folder.File("bin"), out _)!.FileName);
    }

    [Fact]
    public void LlamaHost_is_run_by_the_dotnet_that_runs_us()
    {
        var assembly = Touch("llamahost/Orchestrator.LlamaHost.dll");
        var command = LlamaCommand.Resolve(null, _folder.Path, null, out _)!;
        Assert.Equal("dotnet", Path.GetFileNameWithoutExtension(command.FileName));
        Assert.Equal(["exec", assembly], command.Leading);
        Assert.True(command.IsLlamaHost);
    }

    [Fact]
    public void Nothing_at_all_is_a_problem_that_is_described()
    {
        Assert.Null(LlamaCommand.Resolve(null, _folder.Path, "", out var problem));
        Assert.Contains("llama-server", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void The_context_is_given_for_all_slots_together()
    {
        var arguments = string.Join(' ', new LlamaCommand("llama-server", [], IsLlamaHost: false).Arguments(_options, "m.gguf", "name", 1234));
        Assert.Equal("-m m.gguf --alias name --host 127.0.0.1 --port 1234 -np 3 -c 3000 -t 2 -ngl 7 --no-ui --metrics", arguments);
    }

    [Fact]
    public void LlamaHost_is_told_its_libraries_and_to_end_with_us()
    {
        var arguments = new LlamaCommand("host", [], IsLlamaHost: true).Arguments(_options with { NativeLibraryDirectory = "lib" }, "m.gguf", "name", 1234);
        Assert.Equal(["--exit-with-stdin", "--lib", "lib"], arguments.TakeLast(3));
    }
}
