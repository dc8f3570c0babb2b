using System.Diagnostics;
using Orchestrator.Engines;

namespace Orchestrator.LlamaHost.Tests;

public sealed class PidFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_process_with_another_command_line_is_left_alone()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs /proc");
        using var stranger = Process.Start("sleep", "30");
        try
        {
            var file = new LlamaPidFile(_folder.File("x.pid"));
            file.Write(stranger.Id, ["-m", "model.gguf"]);
            Assert.Null(file.Sweep());
            Assert.False(stranger.HasExited);
            Assert.False(File.Exists(_folder.File("x.pid")));
        }
        finally
        {
            stranger.Kill();
        }
    }

    [Fact]
    public void A_process_with_the_same_command_line_is_ended()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs /proc");
        using var child = Process.Start("sleep", "31");
        var file = new LlamaPidFile(_folder.File("x.pid"));
        file.Write(child.Id, ["31"]);
        Assert.Equal(child.Id, file.Sweep());
        Assert.True(child.WaitForExit(TimeSpan.FromSeconds(10)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"ProcessId\":")]
    [InlineData("{\"ProcessId\":1}")]
    [InlineData("null")]
    public void A_file_cut_short_ends_nothing(string content)
    {
        File.WriteAllText(_folder.File("x.pid"), content);
        Assert.Null(new LlamaPidFile(_folder.File("x.pid")).Sweep());
        Assert.False(File.Exists(_folder.File("x.pid")));
    }

    [Fact]
    public void Without_a_file_there_is_nothing_to_do() => Assert.Null(new LlamaPidFile(_folder.File("none.pid")).Sweep());
}
